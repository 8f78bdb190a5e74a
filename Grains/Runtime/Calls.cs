namespace Starling.Grains.Runtime;

/// <summary>
/// Calls whose outcome can be unknown. A call that timed out, or whose silo went away, may or may not have been done; what is
/// idempotent is simply asked again.
/// </summary>
internal static class Calls
{
    /// <summary>How often a call is tried.</summary>
    public const int Attempts = 5;

    /// <summary>Repeats an idempotent call until its outcome is known.</summary>
    /// <param name="call">The call.</param>
    /// <param name="onRetry">Told before each repetition.</param>
    public static async Task<TResult> RepeatAsync<TResult>(Func<Task<TResult>> call, Action<Exception>? onRetry = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (attempt < Attempts && IsOutcomeUnknown(exception))
            {
                onRetry?.Invoke(exception);
            }
        }
    }

    /// <inheritdoc cref="RepeatAsync{TResult}"/>
    public static Task RepeatAsync(Func<Task> call, Action<Exception>? onRetry = null) =>
        RepeatAsync(
            async () =>
            {
                await call();
                return true;
            },
            onRetry);

    /// <summary>Whether the call may have been done although it failed here.</summary>
    public static bool IsOutcomeUnknown(Exception exception) =>
        exception is TimeoutException or SiloUnavailableException or OrleansMessageRejectionException;
}
