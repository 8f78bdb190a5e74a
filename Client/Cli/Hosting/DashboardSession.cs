namespace Starling.Cli.Hosting;

/// <summary>A dashboard that is served.</summary>
/// <param name="address">Where.</param>
/// <param name="stop">Ends it.</param>
internal sealed class DashboardSession(Uri address, Func<ValueTask> stop) : IAsyncDisposable
{
    /// <summary>The address for a browser.</summary>
    public Uri Address => address;

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => stop();
}
