namespace Orleans.Configuration;

/// <summary>How a client finds gateways.</summary>
public class GatewayOptions
{
    /// <summary>How often the list of gateways is read. Default: 1 min.</summary>
    public TimeSpan GatewayListRefreshPeriod { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Gateways that do not change.</summary>
public class StaticGatewayListProviderOptions
{
    /// <summary>The gateways, as <c>gwy.tcp://address:port/0</c>.</summary>
    public List<Uri> Gateways { get; set; } = [];
}
