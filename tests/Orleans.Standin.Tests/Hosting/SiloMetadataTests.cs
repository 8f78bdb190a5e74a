using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Standin.Tests.Support;
using Starling.TestSupport.Services;
using Xunit;

namespace Orleans.Standin.Tests.Hosting;

public sealed class SiloMetadataTests
{
    [Fact]
    public async Task Every_silo_knows_the_labels_of_every_silo()
    {
        int silos = 0;
        await using TestCluster cluster = await TestCluster.StartAsync(
            silos: 3, configure: silo => silo.UseSiloMetadata(new Dictionary<string, string>(StringComparer.Ordinal) { ["number"] = $"{silos++}" }));

        for (int from = 0; from < 3; from++)
        {
            ISiloMetadataCache cache = cluster.Hosts[from].Services.GetRequiredService<ISiloMetadataCache>();
            for (int of = 0; of < 3; of++) Assert.Equal($"{of}", cache.GetSiloMetadata(cluster.Silo(of).Address).Metadata["number"]);
            Assert.Empty(cache.GetSiloMetadata(SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1)).Metadata);
        }
    }

    [Fact]
    public async Task Labels_come_from_the_configuration()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Orleans:Metadata:zone", "east"), new("Orleans:Metadata:rack", "r1")]);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.Next(), FreePorts.Next()).UseSiloMetadata());
        using IHost host = builder.Build();
        await host.StartAsync();

        ILocalSiloDetails details = host.Services.GetRequiredService<ILocalSiloDetails>();
        SiloMetadata labels = host.Services.GetRequiredService<ISiloMetadataCache>().GetSiloMetadata(details.SiloAddress);

        Assert.Equal(("east", "r1"), (labels.Metadata["zone"], labels.Metadata["rack"]));
        await host.StopAsync();
    }
}
