using Microsoft.Extensions.Logging;

namespace Starling.Grains.Queue;

internal sealed partial class JobQueueGrain
{
    [LoggerMessage(1101, LogLevel.Information, "Job {JobId} is admitted.")]
    private static partial void LogAdmitted(ILogger logger, string jobId);

    [LoggerMessage(1102, LogLevel.Debug, "Job {JobId} does not answer: {Reason}.")]
    private static partial void LogNoAnswer(ILogger logger, string jobId, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "Job {JobId} is gone: its grain knows nothing of it. The queue forgets it.")]
    private static partial void LogGone(ILogger logger, string jobId);

    [LoggerMessage(1104, LogLevel.Error, "The queue of jobs cannot be stored; it starts anew from what is stored.")]
    private static partial void LogNotStored(ILogger logger, Exception exception);
}
