using Starling.Grains.Runtime;

namespace Starling.Grains.Nodes;

/// <summary>
/// Work on the state of a node, one piece after the other. Short pieces are done at once, in the turn of the grain; long ones on the silo's pool.
/// </summary>
/// <param name="pool">The pool.</param>
/// <param name="key">The job's id.</param>
/// <param name="isShort">Whether a piece is short: some microseconds.</param>
internal sealed class StateWork(ComputePool pool, string key, bool isShort)
{
    private Task last = Task.CompletedTask;

    /// <summary>Does a piece of work after those that were asked for before.</summary>
    public Task<TResult> DoAsync<TResult>(Func<TResult> work)
    {
        if (isShort)
            return Task.FromResult(work());

        Task<TResult> next = AfterAsync(last, work);
        last = next;
        return next;
    }

    private async Task<TResult> AfterAsync<TResult>(Task before, Func<TResult> work)
    {
        // What became of the piece before is told to those who asked for it.
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return await pool.RunAsync(key, work);
    }
}
