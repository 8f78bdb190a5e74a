using Starling.Client;

namespace Starling.Cli.Hosting;

/// <summary>A cluster that this process uses; disposing it ends an embedded one.</summary>
internal interface IClusterSession : IAsyncDisposable
{
    /// <summary>The client of the cluster.</summary>
    IStarlingClient Client { get; }
}

/// <summary>How an embedded cluster is started.</summary>
/// <param name="Silos">The number of silos.</param>
/// <param name="DataFolder">Where its silos look for data first; null for the usual places.</param>
/// <param name="Log">Where its silos log. They must not write to the terminal: it belongs to the command.</param>
internal sealed record ClusterRequest(int Silos, string? DataFolder, ILoggerProvider Log);
