using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Client.Connections;

namespace Starling.Dashboard.Clusters;

/// <summary>A cluster of other processes, over one connection for all callers.</summary>
internal sealed class ConnectedCluster : ICluster, IAsyncDisposable
{
    private readonly SharedConnection connection;

    private ConnectedCluster(SharedConnection connection, bool asksForTokens)
    {
        this.connection = connection;
        AsksForTokens = asksForTokens;
    }

    /// <inheritdoc/>
    public bool AsksForTokens { get; }

    /// <inheritdoc/>
    public IStarlingClient Own => connection.Own;

    /// <summary>Connects, and finds out whether the cluster asks for tokens.</summary>
    /// <exception cref="StarlingException">STAR0405, STAR0601, ...: it cannot be reached or does not accept the dashboard's token.</exception>
    public static async Task<ConnectedCluster> ConnectAsync(StarlingConnectionOptions options, CancellationToken cancellationToken)
    {
        SharedConnection opened = await StarlingConnection.ShareAsync(options, cancellationToken);
        try
        {
            return new ConnectedCluster(opened, await AsksAsync(opened.For(""), cancellationToken));
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public IStarlingClient For(string token) => AsksForTokens ? connection.For(token) : connection.Own;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static async Task<bool> AsksAsync(IStarlingClient nobody, CancellationToken cancellationToken)
    {
        try
        {
            await nobody.WhoAmIAsync(cancellationToken);
            return false;
        }
        catch (StarlingException refusal) when (refusal.Error == ErrorCatalog.NotAuthenticated)
        {
            return true;
        }
    }
}
