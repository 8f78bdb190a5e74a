namespace Starling.Grains.Queue;

/// <summary>
/// Writes one after the other, never two at a time: who asks while one runs waits for the next, and all who wait share it. So a
/// reentrant grain stores each of its changes, in order, with as few writes as can be. Not safe for several threads: the turns of
/// one grain.
/// </summary>
internal sealed class SerialWriter(Func<Task> write)
{
    private Task running = Task.CompletedTask;
    private Task? next;

    /// <summary>Writes what is there now, or later.</summary>
    /// <returns>A task that ends with a write that began after this call.</returns>
    public Task WriteAsync()
    {
        if (next is not null)
            return next;

        if (!running.IsCompleted)
            return next = AfterAsync(running);

        return running = write();
    }

    private async Task AfterAsync(Task before)
    {
        // Whether the write before went well is told to those who asked for it.
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        running = next!;
        next = null;
        await write();
    }
}
