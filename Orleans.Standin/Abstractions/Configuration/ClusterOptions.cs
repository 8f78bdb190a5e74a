using System.Net;

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

/// <summary>Where a silo listens.</summary>
public class EndpointOptions
{
    /// <summary>The default of <see cref="SiloPort"/>.</summary>
    public const int DEFAULT_SILO_PORT = 11111;

    /// <summary>The default of <see cref="GatewayPort"/>.</summary>
    public const int DEFAULT_GATEWAY_PORT = 30000;

    /// <summary>The address that other silos and clients connect to.</summary>
    public IPAddress AdvertisedIPAddress { get; set; } = IPAddress.Loopback;

    /// <summary>The port for silos.</summary>
    public int SiloPort { get; set; } = DEFAULT_SILO_PORT;

    /// <summary>The port for clients; 0 for none.</summary>
    public int GatewayPort { get; set; } = DEFAULT_GATEWAY_PORT;
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

/// <summary>How silos find out which of them live. In one process the stand-in sees that at once and asks nobody.</summary>
public class ClusterMembershipOptions
{
    /// <summary>The time between two probes. Default: 5 s.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of missed probes after which a silo is suspected. Default: 3.</summary>
    public int NumMissedProbesLimit { get; set; } = 3;

    /// <summary>The number of suspicions after which a silo is dead. Default: 2.</summary>
    public int NumVotesForDeathDeclaration { get; set; } = 2;

    /// <summary>The number of silos that each silo probes. Default: 10.</summary>
    public int NumProbedSilos { get; set; } = 10;

    /// <summary>How often the membership table is read. Default: 60 s.</summary>
    public TimeSpan TableRefreshTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a silo says that it lives. Default: 30 s.</summary>
    public TimeSpan IAmAliveTablePublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a silo tries to join. Default: 5 min.</summary>
    public TimeSpan MaxJoinAttemptTime { get; set; } = TimeSpan.FromMinutes(5);
}
