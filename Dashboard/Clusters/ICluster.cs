using Starling.Client;

namespace Starling.Dashboard.Clusters;

/// <summary>The cluster that the dashboard shows, for the dashboard itself and for every caller.</summary>
public interface ICluster
{
    /// <summary>Whether callers need a token.</summary>
    bool AsksForTokens { get; }

    /// <summary>The dashboard's own client, a viewer: for what all callers see alike.</summary>
    IStarlingClient Own { get; }

    /// <summary>The client of a caller; the cluster checks each of its calls. Not to be disposed.</summary>
    /// <param name="token">The caller's token; empty for none.</param>
    IStarlingClient For(string token);
}
