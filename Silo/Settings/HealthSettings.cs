using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Starling.Silo.Settings;

/// <summary>Where a silo answers questions after its health: section <c>Health</c>.</summary>
public sealed class HealthSettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Health";

    /// <summary>The port of <c>/health/live</c>, <c>/health/startup</c> and <c>/health/ready</c>; 0 for none. Default 0.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>The address to listen on. Default 127.0.0.1.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _))
            yield return new ValidationResult($"{nameof(Address)} is '{Address}'; it must be an IP address.");
    }
}
