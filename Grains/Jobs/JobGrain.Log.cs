using Microsoft.Extensions.Logging;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

internal sealed partial class JobGrain
{
    [LoggerMessage(1001, LogLevel.Information, "Job {JobId} starts.")]
    private static partial void LogStarted(ILogger logger, string jobId);

    [LoggerMessage(1002, LogLevel.Information, "Job {JobId} ended: {Phase}.")]
    private static partial void LogEnded(ILogger logger, string jobId, JobPhase phase);

    [LoggerMessage(1003, LogLevel.Error, "Job {JobId} failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string jobId);
}
