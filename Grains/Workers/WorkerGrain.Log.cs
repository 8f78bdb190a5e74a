using Microsoft.Extensions.Logging;

namespace Starling.Grains.Workers;

internal sealed partial class WorkerGrain
{
    [LoggerMessage(1201, LogLevel.Warning, "Worker {Worker} of job {JobId} failed in round {Round}.")]
    private static partial void LogRoundFailed(ILogger logger, Exception exception, string jobId, int worker, int round);

    [LoggerMessage(1202, LogLevel.Warning, "The report of worker {Worker} of job {JobId} on round {Round} did not reach the job.")]
    private static partial void LogReportLost(ILogger logger, Exception exception, string jobId, int worker, int round);

    [LoggerMessage(1203, LogLevel.Information, "Worker {Worker} of job {JobId} was disturbed in round {Round} and is asked again.")]
    private static partial void LogRoundDisturbed(ILogger logger, Exception exception, string jobId, int worker, int round);
}
