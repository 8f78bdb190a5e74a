namespace Starling.Cli.Hosting;

/// <summary>
/// Ctrl-C (or SIGTERM) while a command runs: the first one asks it to end cleanly, the second one ends the process at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly ICliHost _host;
    private readonly CancellationTokenSource _source = new();
    private readonly IDisposable _registration;
    private int _count;

    /// <summary>Starts listening.</summary>
    public Interrupts(ICliHost host)
    {
        _host = host;
        _registration = host.OnInterrupt(OnInterrupt);
    }

    /// <summary>Cancelled by the first interrupt.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether there was one.</summary>
    public bool Happened => Volatile.Read(ref _count) > 0;

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }

    private void OnInterrupt()
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            _host.Exit(ExitCodes.Interrupted);
            return;
        }

        // Not in the signal's own thread: whoever waits for the token would run in it, and a second signal could not come in.
        _ = _source.CancelAsync();
    }
}
