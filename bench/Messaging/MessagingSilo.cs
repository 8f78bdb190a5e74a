using System.Net;
using Microsoft.Extensions.Hosting;
using Starling.Silo;
using Starling.Silo.Settings;
using Starling.TestSupport.Services;

namespace Starling.Bench.Messaging;

/// <summary>Where a silo of the benchmark listens, and of which cluster it is.</summary>
/// <param name="ClusterId">The cluster.</param>
/// <param name="SiloPort">The port for the other silo.</param>
/// <param name="GatewayPort">The port for clients; none comes.</param>
/// <param name="PrimaryPort">The silo port of silo A; null for silo A itself.</param>
internal sealed record MessagingSilo(string ClusterId, int SiloPort, int GatewayPort, int? PrimaryPort)
{
    /// <summary>Silo A of a new cluster.</summary>
    public static MessagingSilo First() => new($"bench-{Guid.NewGuid():N}", FreePorts.Next(), FreePorts.Next(), null);

    /// <summary>Silo B of the cluster of this silo A.</summary>
    public MessagingSilo Second() => new(ClusterId, FreePorts.Next(), FreePorts.Next(), SiloPort);

    /// <summary>Makes the host: a silo as the product's, with its settings' defaults.</summary>
    public IHost Build()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddStarlingSilo(new HostSettings
        {
            Silo = new SiloSettings { ClusterId = ClusterId, SiloPort = SiloPort, GatewayPort = GatewayPort },
            Clustering = new ClusteringSettings
            {
                PrimarySilo = PrimaryPort is { } port ? new IPEndPoint(IPAddress.Loopback, port).ToString() : null,
            },
        });
        return builder.Build();
    }
}
