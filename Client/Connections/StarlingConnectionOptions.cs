using Microsoft.Extensions.Logging;

namespace Starling.Client.Connections;

/// <summary>How a program reaches a cluster.</summary>
public sealed record StarlingConnectionOptions
{
    /// <summary>
    /// The gateways of the cluster: <c>HOST:PORT</c>, several separated by commas. One is enough to connect; with several the
    /// loss of a silo does not cut the client off. Names are resolved again now and then. Or the address of a dashboard,
    /// <c>https://HOST[:PORT][/PATH]</c>: then its HTTP API is used.
    /// </summary>
    public required string Addresses { get; init; }

    /// <summary>The token; null where the cluster asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the connection is encrypted. Default: where it can leave this machine, or where <see cref="CaFile"/> is given.</summary>
    public TlsUse Tls { get; init; }

    /// <summary>
    /// A PEM or DER file with the certificate of the authority, or authorities, that signed the silos' certificates; null for
    /// those that the system trusts.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>The name that the silos' certificates must carry; null for the host of each address.</summary>
    public string? ServerName { get; init; }

    /// <summary>The id of the cluster, as its silos are configured. Default <c>starling</c>.</summary>
    public string ClusterId { get; init; } = "starling";

    /// <summary>The id of the service, as its silos are configured. Default <c>starling</c>.</summary>
    public string ServiceId { get; init; } = "starling";

    /// <summary>How long connecting is tried. Where nobody listens at any address it fails at once. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call whose outcome is unknown is made again, as after the loss of a silo. Default 60 seconds.</summary>
    public TimeSpan Patience { get; init; } = Calls.ClusterCalls.DefaultPatience;

    /// <summary>Where the connection logs; null for nowhere.</summary>
    public ILoggerProvider? Log { get; init; }

    /// <summary>The clock; null for the system's.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Addresses and cluster; never the token.</summary>
    public override string ToString() => $"{ClusterId} at {Addresses}";
}
