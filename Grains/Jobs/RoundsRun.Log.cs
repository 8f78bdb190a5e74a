using Microsoft.Extensions.Logging;

namespace Starling.Grains.Jobs;

internal sealed partial class RoundsRun
{
    [LoggerMessage(1101, LogLevel.Debug, "Job {JobId}, round {Round}: {Count} workers have not answered and are asked again.")]
    private static partial void LogAskedAgain(ILogger logger, string jobId, int round, int count);

    [LoggerMessage(1102, LogLevel.Information, "Not every grain of job {JobId} heard that it is over.")]
    private static partial void LogReleaseFailed(ILogger logger, Exception exception, string jobId);
}
