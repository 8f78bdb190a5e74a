using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Starling.Algorithms.Errors;
using Starling.Silo.Lifetime;
using Xunit;

namespace Starling.Silo.Tests.Lifetime;

public sealed class VersionCheckTests
{
    [Fact]
    public async Task Silos_of_one_version_start_together()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);

        foreach (IServiceProvider silo in cluster.Silos)
        {
            SiloAddress[] members = [.. silo.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Keys];
            Assert.Equal(2, members.Length);
        }

        // The second one has asked the first.
        SiloAddress first = cluster.Silos[0].GetRequiredService<ILocalSiloDetails>().SiloAddress;
        Assert.Equal(VersionCheck.Version, cluster.Silos[1].GetRequiredService<ISiloMetadataCache>().GetSiloMetadata(first).Metadata[VersionCheck.Key]);
    }

    [Fact]
    public async Task A_silo_of_another_version_does_not_start()
    {
        int started = 0;
        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() => EmbeddedCluster.StartAsync(
            2,
            configure: builder =>
            {
                // The first one is of another version than this build.
                if (started++ == 0)
                    builder.UseOrleans(silo => silo.UseSiloMetadata(new Dictionary<string, string> { [VersionCheck.Key] = "0.0.1" }));
            },
            cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCatalog.VersionMismatch, refusal.Error);
        Assert.Contains($"This silo is version {VersionCheck.Version} and ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("is version 0.0.1.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, started);
    }
}
