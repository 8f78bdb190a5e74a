using System.Diagnostics;
using Starling.Algorithms.Errors;

namespace Starling.Chaos.Running;

/// <summary>Calls of a client whose cluster is in trouble.</summary>
internal static class Persistently
{
    /// <summary>Repeats a call until it is answered.</summary>
    public static async Task<TResult> RunAsync<TResult>(Func<Task<TResult>> call, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (clock.Elapsed < patience && exception is not OperationCanceledException && !IsFinal(exception))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            }
        }
    }

    private static bool IsFinal(Exception exception) =>
        exception is StarlingException refusal && (refusal.Error == ErrorCatalog.JobExists || refusal.Error == ErrorCatalog.JobUnknown);
}
