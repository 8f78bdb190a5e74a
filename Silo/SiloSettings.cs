using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Starling.Silo;

/// <summary>How one silo of a cluster is set up: section <c>Silo</c> of the configuration.</summary>
public sealed class SiloSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Silo";

    /// <summary>Which cluster the silo belongs to. Default <c>starling</c>.</summary>
    [Required]
    public string ClusterId { get; set; } = "starling";

    /// <summary>The service whose grains and storage they are, over all clusters that ever ran them. Default <c>starling</c>.</summary>
    [Required]
    public string ServiceId { get; set; } = "starling";

    /// <summary>The port for other silos. Default 11111.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for clients. Default 30000.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The endpoint of the silo that the others join; null for that silo itself.</summary>
    public IPEndPoint? PrimarySilo { get; set; }
}
