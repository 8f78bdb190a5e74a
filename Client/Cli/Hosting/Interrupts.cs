namespace Starling.Cli.Hosting;

/// <summary>
/// Ctrl-C (or SIGTERM) while a command runs: the first one asks it to end cleanly, the second one ends the process at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly ICliHost host;
    private readonly CancellationTokenSource source = new();
    private readonly IDisposable registration;
    private int count;

    /// <summary>Starts listening.</summary>
    public Interrupts(ICliHost host)
    {
        this.host = host;
        registration = host.OnInterrupt(OnInterrupt);
    }

    /// <summary>Cancelled by the first interrupt.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Whether there was one.</summary>
    public bool Happened => Volatile.Read(ref count) > 0;

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }

    private void OnInterrupt()
    {
        if (Interlocked.Increment(ref count) > 1)
        {
            host.Exit(ExitCodes.Interrupted);
            return;
        }

        // Not in the signal's own thread: whoever waits for the token would run in it, and a second signal could not come in.
        _ = source.CancelAsync();
    }
}
