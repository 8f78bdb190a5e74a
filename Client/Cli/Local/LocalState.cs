namespace Starling.Cli.Local;

/// <summary>What <c>starling up</c> remembers of a local cluster: <c>cluster.json</c> of its folder.</summary>
internal sealed record LocalState
{
    /// <summary>The silos, in order.</summary>
    public required IReadOnlyList<LocalSilo> Silos { get; init; }

    /// <summary>Whether connections are encrypted.</summary>
    public bool Tls { get; init; }

    /// <summary>Where the dashboard is served; null where there is none.</summary>
    public string? Dashboard { get; init; }

    /// <summary>The gateways, as <c>--cluster</c> takes them.</summary>
    public string Gateways => string.Join(',', Silos.Select(silo => silo.Gateway));
}

/// <summary>A silo of a local cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SiloPort">The port for other silos.</param>
/// <param name="GatewayPort">The port for clients.</param>
internal sealed record LocalSilo(string Name, int SiloPort, int GatewayPort)
{
    /// <summary>The endpoint for clients.</summary>
    public string Gateway => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"127.0.0.1:{GatewayPort}");
}
