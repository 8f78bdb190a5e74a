using System.Net;
using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>Which cluster a host belongs to.</summary>
public class ClusterOptions
{
    /// <summary>The default of <see cref="ClusterId"/>.</summary>
    public const string DefaultClusterId = "default";

    /// <summary>The default of <see cref="ServiceId"/>.</summary>
    public const string DefaultServiceId = "default";

    internal const string DevelopmentId = "dev";

    /// <summary>Silos and clients with the same identity form one cluster.</summary>
    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>The identity under which state is stored; it outlives clusters.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}

/// <summary>Where a silo listens, and where others find it.</summary>
public class EndpointOptions
{
    /// <summary>The default of <see cref="SiloPort"/>.</summary>
    public const int DEFAULT_SILO_PORT = 11111;

    /// <summary>The default of <see cref="GatewayPort"/>.</summary>
    public const int DEFAULT_GATEWAY_PORT = 30000;

    private IPAddress _advertisedIPAddress = IPAddress.Loopback;

    /// <summary>The address that other silos and clients connect to. Default: loopback.</summary>
    /// <exception cref="OrleansConfigurationException">The address is missing, or means any address.</exception>
    public IPAddress AdvertisedIPAddress
    {
        get => _advertisedIPAddress;
        set
        {
            if (value is null) throw new OrleansConfigurationException("EndpointOptions.AdvertisedIPAddress is missing.");
            if (value.Equals(IPAddress.Any) || value.Equals(IPAddress.IPv6Any) || value.Equals(IPAddress.None) || value.Equals(IPAddress.IPv6None))
                throw new OrleansConfigurationException($"EndpointOptions.AdvertisedIPAddress is {value}: others could not connect to it.");
            _advertisedIPAddress = value;
        }
    }

    /// <summary>The port for silos.</summary>
    public int SiloPort { get; set; } = DEFAULT_SILO_PORT;

    /// <summary>The port for clients; 0 for none.</summary>
    public int GatewayPort { get; set; } = DEFAULT_GATEWAY_PORT;

    /// <summary>Where the silo listens for silos. Default: the advertised address and <see cref="SiloPort"/>.</summary>
    public IPEndPoint? SiloListeningEndpoint { get; set; }

    /// <summary>Where the silo listens for clients. Default: the advertised address and <see cref="GatewayPort"/>.</summary>
    public IPEndPoint? GatewayListeningEndpoint { get; set; }

    internal IPEndPoint SiloListener => SiloListeningEndpoint ?? new IPEndPoint(AdvertisedIPAddress, SiloPort);

    internal IPEndPoint? GatewayListener =>
        GatewayListeningEndpoint ?? (GatewayPort == 0 ? null : new IPEndPoint(AdvertisedIPAddress, GatewayPort));
}

/// <summary>What a silo calls itself.</summary>
public class SiloOptions
{
    /// <summary>The silo's name. Default: a name made of a random number.</summary>
    public string SiloName { get; set; } = null!;
}

/// <summary>Where the silo is that keeps the membership of a development cluster.</summary>
public class DevelopmentClusterMembershipOptions
{
    /// <summary>The endpoint of the first silo.</summary>
    public IPEndPoint? PrimarySiloEndpoint { get; set; }
}
