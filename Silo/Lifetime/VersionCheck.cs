using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Starling.Algorithms.Errors;

namespace Starling.Silo.Lifetime;

/// <summary>
/// Keeps silos of different versions apart: they would store what the others cannot read. A silo that starts asks for the version of
/// every silo that is there, and waits a while for those that have not answered yet.
/// </summary>
/// <param name="members">The silos of the cluster.</param>
/// <param name="metadata">What they carry.</param>
/// <param name="own">This silo.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class VersionCheck(
    ISiloStatusOracle members, ISiloMetadataCache metadata, ILocalSiloDetails own, TimeProvider time, ILogger<VersionCheck> logger) : IHostedService
{
    /// <summary>The name of the version among what a silo carries.</summary>
    public const string Key = "starling.version";

    /// <summary>A silo that is dead without the others knowing does not answer: it cannot keep this one from starting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The version of this build, without its revision.</summary>
    public static string Version { get; } = typeof(VersionCheck).Assembly.GetName().Version!.ToString(3);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            (SiloAddress Silo, string? Version)[] others =
            [
                .. members.GetApproximateSiloStatuses(onlyActive: true).Keys
                    .Where(silo => !silo.Equals(own.SiloAddress))
                    .Select(silo => (silo, metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault(Key))),
            ];
            foreach ((SiloAddress silo, string? version) in others)
            {
                if (version is not null && version != Version)
                    throw new StarlingException(ErrorCatalog.VersionMismatch, $"This silo is version {Version} and {silo.Endpoint} is version {version}.");
            }

            if (others.All(other => other.Version is not null))
                return;

            if (time.GetElapsedTime(started) >= Patience)
            {
                LogUnknown(logger, string.Join(", ", others.Where(other => other.Version is null).Select(other => other.Silo.Endpoint)));
                return;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(2102, LogLevel.Warning, "These silos did not tell their version, so it was not compared: {Silos}.")]
    private static partial void LogUnknown(ILogger logger, string silos);
}
