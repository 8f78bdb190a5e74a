using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Grains.Runtime;

/// <summary>Work on the storage of the cluster that may simply be done again when it fails.</summary>
internal static class StorageCalls
{
    /// <summary>Repeats until it works.</summary>
    /// <param name="work">The work: done twice it does the same.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StarlingException">STAR0409: it failed for too long.</exception>
    public static async Task RepeatAsync(Func<Task> work, TimeProvider time, TimeSpan patience, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            Exception failure;
            try
            {
                await work();
                return;
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or FencedException or JobRefusedException))
            {
                failure = exception;
            }

            if (time.GetElapsedTime(started) >= patience)
                throw new StarlingException(ErrorCatalog.StorageUnavailable, $"The storage fails: {failure.Message}", failure);

            await Task.Delay(Calls.DelayBefore(attempt), time, cancellationToken);
        }
    }
}
