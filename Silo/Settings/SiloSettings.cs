using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Starling.Algorithms.Accelerators;

namespace Starling.Silo.Settings;

/// <summary>How one silo takes its place in a cluster: section <c>Silo</c> of the configuration.</summary>
public sealed class SiloSettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Silo";

    // The enumeration is of a room that knows no configuration.
    static SiloSettings() =>
        TypeDescriptor.AddAttributes(typeof(AcceleratorKind), new TypeConverterAttribute(typeof(KebabEnumConverter<AcceleratorKind>)));

    /// <summary>Which cluster the silo belongs to. Default <c>starling</c>.</summary>
    [Required]
    public string ClusterId { get; set; } = "starling";

    /// <summary>The service whose grains and storage they are, over all clusters that ever ran them. Default <c>starling</c>.</summary>
    [Required]
    public string ServiceId { get; set; } = "starling";

    /// <summary>What the silo is called; null lets Orleans make a name.</summary>
    public string? Name { get; set; }

    /// <summary>The address that other silos and clients connect to. Default 127.0.0.1: this machine alone.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Whether the silo listens on every address of the machine, such as in a container; else on <see cref="Address"/> alone. Default false.</summary>
    public bool ListenOnAnyAddress { get; set; }

    /// <summary>The port for other silos. Default 11111.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for clients. Default 30000.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Labels that jobs can ask for, such as <c>gpu: "true"</c>. Default none.</summary>
    public Dictionary<string, string> Labels { get; set; } = [];

    /// <summary>Threads that compute; 0 for one a core. Default 0.</summary>
    [Range(0, 4096)]
    public int ComputeThreads { get; set; }

    /// <summary>
    /// What does the large work of aggregations: <c>auto</c>, a CUDA device where there is one; <c>none</c>, the processor; <c>cuda</c>, a device, without
    /// which the silo does not start. Results are the same. Default <c>auto</c>.
    /// </summary>
    public AcceleratorKind Accelerator { get; set; } = AcceleratorKind.Auto;

    /// <summary>How many jobs the silo takes part in at most. Default 8.</summary>
    [Range(1, 100_000)]
    public int JobSlots { get; set; } = 8;

    /// <summary>The folder with data files that is looked in first; null for the usual places.</summary>
    public string? DataFolder { get; set; }

    /// <summary>Seconds that a silo which is asked to stop has for handing its work over. Default 30.</summary>
    [Range(1, 3600)]
    public int ShutdownSeconds { get; set; } = 30;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _))
            yield return new ValidationResult($"{nameof(Address)} is '{Address}'; it must be an IP address.");
        if (SiloPort == GatewayPort)
            yield return new ValidationResult($"{nameof(SiloPort)} and {nameof(GatewayPort)} are both {SiloPort}; they must differ.");
        foreach ((string name, string value) in Labels)
        {
            if (name.AsSpan().ContainsAny("=,") || value.AsSpan().ContainsAny("=,"))
                yield return new ValidationResult($"{nameof(Labels)} has '{name}={value}'; names and values have neither '=' nor ','.");
        }
    }
}
