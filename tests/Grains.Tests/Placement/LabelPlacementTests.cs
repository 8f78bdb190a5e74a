using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Starling.GrainInterfaces;
using Starling.Grains.Placement;
using Starling.Grains.Tests.Cluster;
using Starling.Grains.Tests.Security;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Placement;

/// <summary>Two silos with labels of their own.</summary>
public sealed class LabelPlacementTests : IAsyncLifetime
{
    private EmbeddedCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        int silo = 0;
        cluster = await EmbeddedCluster.StartAsync(
            2,
            configure: builder =>
            {
                Dictionary<string, string> labels = silo++ == 0
                    ? new() { ["zone"] = "a" }
                    : new() { ["gpu"] = "true", ["zone"] = "a" };
                builder.UseOrleans(orleans => orleans.UseSiloMetadata(labels));
            },
            cancellationToken: TestContext.Current.CancellationToken);

        // A silo learns the labels of another a moment after it learns of the silo.
        await Eventually.HoldsAsync(() => Task.FromResult(cluster.Silos.All(from => cluster.Silos.All(to =>
            from.GetRequiredService<ISiloMetadataCache>().GetSiloMetadata(AddressOf(to)).Metadata.Count > 0))));
    }

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Grains_go_to_silos_that_carry_every_label()
    {
        string gpu = AddressOf(cluster.Silos[1]).ToString();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(gpu, await WhereAsync($"gpu-{i}", "gpu=true"));
            Assert.Equal(gpu, await WhereAsync($"both-{i}", "zone=a,gpu=true"));
        }
    }

    [Fact]
    public async Task Without_labels_or_with_those_of_all_they_go_anywhere()
    {
        // A silo that has just started may not be known to the other one yet, on a machine that is busy.
        HashSet<string> seen = [];
        int i = 0;
        await Eventually.HoldsAsync(async () =>
        {
            seen.Add(await WhereAsync($"any-{i}", i % 2 == 0 ? null : "zone=a", cluster.Silos[i % 2].GetRequiredService<IClusterClient>()));
            i++;
            return seen.Count == 2;
        });
    }

    [Fact]
    public async Task Labels_that_no_silo_carries_are_nowhere()
    {
        await Assert.ThrowsAsync<OrleansException>(() => WhereAsync("nowhere", "gpu=false"));
        await Assert.ThrowsAsync<OrleansException>(() => WhereAsync("nowhere", "gpu=true,zone=b"));
    }

    [Fact]
    public async Task Silos_tell_the_inventory_their_labels()
    {
        IInventoryGrain inventory = cluster.Client.GetGrain<IInventoryGrain>(IInventoryGrain.Key);
        string[] expected = ["gpu=true,zone=a", "zone=a"];

        await Eventually.HoldsAsync(async () =>
            (await inventory.ListAsync()).Select(silo => LabelText.Write(silo.Labels)).Order(StringComparer.Ordinal).SequenceEqual(expected));
    }

    private static SiloAddress AddressOf(IServiceProvider silo) => silo.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    private async Task<string> WhereAsync(string key, string? labels, IClusterClient? client = null)
    {
        if (labels is not null)
            RequestContext.Set(CallContextKeys.Labels, labels);
        return await (client ?? cluster.Client).GetGrain<IProbeGrain>(key).WhereAsync();
    }
}
