using Microsoft.Extensions.Hosting;
using Starling.Client.Calls;

namespace Starling.Client.Connections;

/// <summary>
/// One connection to a cluster for many callers, as a server has it that asks the cluster on behalf of people: every caller's calls
/// carry the caller's token, and the cluster checks each of them. <see cref="StarlingConnection.ShareAsync"/> makes one.
/// </summary>
public sealed class SharedConnection : IAsyncDisposable
{
    private readonly IHost host;
    private readonly IClusterClient cluster;
    private readonly ClusterCalls calls;

    internal SharedConnection(IHost host, IClusterClient cluster, ClusterCalls calls)
    {
        this.host = host;
        this.cluster = cluster;
        this.calls = calls;
        Own = new StarlingClient(cluster, calls, () => default);
    }

    /// <summary>The client with the connection's own token. Disposing it leaves the connection open.</summary>
    public IStarlingClient Own { get; }

    /// <summary>The client of a caller. It costs nothing to make and needs no disposing.</summary>
    /// <param name="token">The caller's token; empty for a caller that shows none, whom a cluster with tokens refuses with STAR0601.</param>
    public IStarlingClient For(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new StarlingClient(cluster, calls.As(token), () => default);
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => ConnectionAttempts.CloseAsync(host);
}
