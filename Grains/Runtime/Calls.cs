using Orleans.Storage;

namespace Starling.Grains.Runtime;

/// <summary>
/// Calls whose outcome can be unknown. A call that timed out, or whose silo went away, may or may not have been done; what is
/// idempotent is simply asked again, until the cluster has noticed the loss and found the grain another silo.
/// </summary>
internal static class Calls
{
    /// <summary>How long a call is repeated: several times as long as a cluster needs to notice that a silo is gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>How often a chunk that arrives damaged is sent again.</summary>
    public const int Attempts = 5;

    /// <summary>The pause before a repetition: 50 ms, doubled up to 1 s.</summary>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    public static TimeSpan DelayBefore(int attempt) => TimeSpan.FromMilliseconds(Math.Min(1000, 50 << Math.Min(attempt - 1, 5)));

    /// <summary>Repeats an idempotent call until its outcome is known.</summary>
    /// <param name="call">The call.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onRetry">Told before the first repetition.</param>
    /// <param name="cancellationToken">Gives up, also while the call is under way: whoever is called may wait for the caller to end.</param>
    public static async Task<TResult> RepeatAsync<TResult>(
        Func<Task<TResult>> call, TimeProvider time, Action<Exception>? onRetry = null, CancellationToken cancellationToken = default)
    {
        long started = time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call().WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (
                (IsOutcomeUnknown(exception) || IsGivenUpByOthers(exception, cancellationToken)) && time.GetElapsedTime(started) < Patience)
            {
                if (attempt == 1)
                    onRetry?.Invoke(exception);

                await Task.Delay(DelayBefore(attempt), time, cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="RepeatAsync{TResult}"/>
    public static Task RepeatAsync(
        Func<Task> call, TimeProvider time, Action<Exception>? onRetry = null, CancellationToken cancellationToken = default) =>
        RepeatAsync(
            async () =>
            {
                await call();
                return true;
            },
            time,
            onRetry,
            cancellationToken);

    /// <summary>Whether the call may have been done although it failed here, or will be when a silo is there for it.</summary>
    public static bool IsOutcomeUnknown(Exception exception) =>
        exception is TimeoutException or SiloUnavailableException or OrleansMessageRejectionException || IsBeforeFirstSilo(exception);

    // The engine gives a call up that has waited too long for its grain to be placed; it calls that cancelled, not timed out.
    private static bool IsGivenUpByOthers(Exception exception, CancellationToken own) =>
        exception is OperationCanceledException && !own.IsCancellationRequested;

    // A silo that starts or stops may call before it, or after it, counts as one that has grains; the engine has no type of its own for that.
    private static bool IsBeforeFirstSilo(Exception exception) =>
        exception.GetType() == typeof(OrleansException) && exception.Message.Contains("Known nodes with grain type: none", StringComparison.Ordinal);

    /// <summary>
    /// Whether an exception tells of trouble in the cluster - a network, a silo, a storage - and not of the work that was asked
    /// for. Such trouble must not change what a job computes.
    /// </summary>
    public static bool IsTrouble(Exception exception) =>
        IsOutcomeUnknown(exception)
        || exception is OrleansException or IOException or ObjectDisposedException or OperationCanceledException or InconsistentStateException;
}
