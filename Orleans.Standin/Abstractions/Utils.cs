using System.Net;
using Orleans.Clients;

namespace Orleans.Runtime;

/// <summary>Small helpers.</summary>
public static class Utils
{
    /// <summary>A gateway as an address of the scheme <c>gwy.tcp</c>.</summary>
    public static Uri ToGatewayUri(this IPEndPoint ep) => GatewayUris.Of(ep);

    /// <summary>The gateway of a silo as an address of the scheme <c>gwy.tcp</c>.</summary>
    public static Uri ToGatewayUri(this SiloAddress address) => GatewayUris.Of(address.Endpoint, address.Generation);
}
