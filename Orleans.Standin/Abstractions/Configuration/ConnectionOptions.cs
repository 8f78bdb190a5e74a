using Microsoft.AspNetCore.Connections;

namespace Orleans.Configuration;

/// <summary>How hosts connect to each other.</summary>
public class ConnectionOptions
{
    /// <summary>The default of <see cref="OpenConnectionTimeout"/>.</summary>
    public static readonly TimeSpan DEFAULT_OPENCONNECTION_TIMEOUT = TimeSpan.FromSeconds(5);

    /// <summary>The number of connections to each endpoint. Default: 1. Messages to one grain always take the same.</summary>
    public int ConnectionsPerEndpoint { get; set; } = 1;

    /// <summary>How long a failed endpoint is left alone before it is tried again. Default: 1 s.</summary>
    public TimeSpan ConnectionRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may take to open, TLS and greeting included. Default: 5 s.</summary>
    public TimeSpan OpenConnectionTimeout { get; set; } = DEFAULT_OPENCONNECTION_TIMEOUT;
}

/// <summary>What runs on the connections of a silo, below the messages.</summary>
public class SiloConnectionOptions
{
    private readonly List<Action<IConnectionBuilder>> _siloOutbound = [];
    private readonly List<Action<IConnectionBuilder>> _siloInbound = [];
    private readonly List<Action<IConnectionBuilder>> _gatewayInbound = [];

    /// <summary>Adds middleware to connections that the silo makes to other silos.</summary>
    public void ConfigureSiloOutboundConnection(Action<IConnectionBuilder> configure) => _siloOutbound.Add(configure);

    /// <summary>Adds middleware to connections that other silos make.</summary>
    public void ConfigureSiloInboundConnection(Action<IConnectionBuilder> configure) => _siloInbound.Add(configure);

    /// <summary>Adds middleware to connections that clients make.</summary>
    public void ConfigureGatewayInboundConnection(Action<IConnectionBuilder> configure) => _gatewayInbound.Add(configure);

    internal void BuildSiloOutbound(IConnectionBuilder builder) => _siloOutbound.ForEach(configure => configure(builder));

    internal void BuildSiloInbound(IConnectionBuilder builder) => _siloInbound.ForEach(configure => configure(builder));

    internal void BuildGatewayInbound(IConnectionBuilder builder) => _gatewayInbound.ForEach(configure => configure(builder));
}

/// <summary>What runs on the connections of a client, below the messages.</summary>
public class ClientConnectionOptions
{
    private readonly List<Action<IConnectionBuilder>> _connection = [];

    /// <summary>Adds middleware to connections to gateways.</summary>
    public void ConfigureConnection(Action<IConnectionBuilder> configure) => _connection.Add(configure);

    internal void Build(IConnectionBuilder builder) => _connection.ForEach(configure => configure(builder));
}
