using System.ComponentModel.DataAnnotations;
using System.Net;
using Starling.Algorithms.Errors;

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

    /// <summary>The endpoint, <c>ADDRESS:PORT</c>, of the silo that the others join; null for that silo itself.</summary>
    public string? PrimarySilo { get; set; }

    /// <summary>The endpoint of <see cref="PrimarySilo"/>.</summary>
    internal IPEndPoint? PrimaryEndPoint => PrimarySilo is null ? null : IPEndPoint.Parse(PrimarySilo);

    /// <summary>Checks everything at once.</summary>
    /// <exception cref="StarlingException">STAR0112: what is wrong, setting by setting.</exception>
    public void Validate()
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true);
        if (PrimarySilo is not null && !IPEndPoint.TryParse(PrimarySilo, out _))
            results.Add(new ValidationResult($"{nameof(PrimarySilo)} is '{PrimarySilo}'; it must be ADDRESS:PORT."));

        if (results.Count > 0)
        {
            throw new StarlingException(
                ErrorCatalog.BadConfiguration, $"Section {Section}: {string.Join(' ', results.Select(result => result.ErrorMessage))}");
        }
    }
}
