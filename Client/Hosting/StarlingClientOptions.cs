using Starling.Client.Connections;

namespace Starling.Client.Hosting;

/// <summary>How a program's services reach a cluster; may be bound to a section of its configuration.</summary>
public sealed class StarlingClientOptions
{
    /// <summary>The gateways, <c>HOST:PORT[,...]</c>, or the address of a dashboard, <c>https://HOST</c>.</summary>
    public string Addresses { get; set; } = "";

    /// <summary>The token; null where the cluster asks for none.</summary>
    public string? Token { get; set; }

    /// <summary>The certificate of the authority that signed the cluster's certificates; null for those that the system trusts.</summary>
    public string? CaFile { get; set; }

    /// <summary>Whether the connection is encrypted.</summary>
    public TlsUse Tls { get; set; }

    /// <summary>The name that the silos' certificates must carry; null for the host of each address.</summary>
    public string? ServerName { get; set; }

    /// <summary>The id of the cluster. Default <c>starling</c>.</summary>
    public string ClusterId { get; set; } = "starling";

    /// <summary>How long connecting is tried. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call whose outcome is unknown is made again. Default 60 seconds.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The options of the connection.</summary>
    internal StarlingConnectionOptions ToConnection(TimeProvider? time) => new()
    {
        Addresses = Addresses,
        Token = Token,
        CaFile = CaFile,
        Tls = Tls,
        ServerName = ServerName,
        ClusterId = ClusterId,
        ConnectTimeout = ConnectTimeout,
        Patience = Patience,
        Time = time,
    };
}
