using Microsoft.Extensions.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Starling.Algorithms.Errors;

namespace Starling.Silo.Lifetime;

/// <summary>Keeps silos of different versions apart: they would store what the others cannot read.</summary>
/// <param name="members">The silos of the cluster.</param>
/// <param name="metadata">What they carry.</param>
/// <param name="own">This silo.</param>
internal sealed class VersionCheck(ISiloStatusOracle members, ISiloMetadataCache metadata, ILocalSiloDetails own) : IHostedService
{
    /// <summary>The name of the version among what a silo carries.</summary>
    public const string Key = "starling.version";

    /// <summary>The version of this build, without its revision.</summary>
    public static string Version { get; } = typeof(VersionCheck).Assembly.GetName().Version!.ToString(3);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (SiloAddress silo in members.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(own.SiloAddress)))
        {
            // A silo whose metadata have not arrived yet makes the same check from its side when it starts.
            if (metadata.GetSiloMetadata(silo).Metadata.TryGetValue(Key, out string? version) && version != Version)
                throw new StarlingException(ErrorCatalog.VersionMismatch, $"This silo is version {Version} and {silo} is version {version}.");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
