using System.Net;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Configures where a silo listens.</summary>
public static class EndpointOptionsExtensions
{
    /// <summary>
    /// Sets the address and the ports that others connect to. With <paramref name="listenOnAnyHostAddress"/> the silo listens on
    /// every address of the machine, else on this one only.
    /// </summary>
    public static ISiloBuilder ConfigureEndpoints(
        this ISiloBuilder builder, IPAddress advertisedIP, int siloPort, int gatewayPort, bool listenOnAnyHostAddress = false) =>
        builder.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = advertisedIP;
            options.SiloPort = siloPort;
            options.GatewayPort = gatewayPort;
            if (!listenOnAnyHostAddress) return;
            options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, siloPort);
            options.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Any, gatewayPort);
        });
}
