using Starling.Client;

namespace Starling.Dashboard.Clusters;

/// <summary>A cluster in this process, which asks nobody for a token: that of <c>starling run --dashboard</c>.</summary>
/// <param name="client">The way to it; whoever lends it disposes it.</param>
internal sealed class LentCluster(IStarlingClient client) : ICluster
{
    /// <inheritdoc/>
    public bool AsksForTokens => false;

    /// <inheritdoc/>
    public IStarlingClient Own => client;

    /// <inheritdoc/>
    public IStarlingClient For(string token) => client;
}
