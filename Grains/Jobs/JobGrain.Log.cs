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

    [LoggerMessage(1004, LogLevel.Warning, "Job {JobId}: another coordinator has taken it up; this one stops.")]
    private static partial void LogFenced(ILogger logger, Exception exception, string jobId);

    [LoggerMessage(1005, LogLevel.Warning, "Job {JobId} lost something and goes back to its last checkpoint.")]
    private static partial void LogLoss(ILogger logger, Exception exception, string jobId);

    [LoggerMessage(1006, LogLevel.Warning, "Job {JobId}: the checkpoint after round {Round} could not be written.")]
    private static partial void LogCheckpointFailed(ILogger logger, Exception exception, string jobId, int round);

    [LoggerMessage(1008, LogLevel.Information, "Job {JobId} goes on: for {Seconds:0.0} s it waited for a silo to leave.")]
    private static partial void LogHandedOver(ILogger logger, string jobId, double seconds);

    [LoggerMessage(1007, LogLevel.Debug, "Job {JobId} could not tell the queue how it is.")]
    private static partial void LogQueueNotTold(ILogger logger, Exception exception, string jobId);
}
