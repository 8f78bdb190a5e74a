using Microsoft.Extensions.Options;

namespace Starling.Grains.Inventory;

/// <summary>What a silo tells the cluster of itself that it cannot find out: its configuration.</summary>
public sealed class SiloIdentity
{
    /// <summary>The silo's name; null takes Orleans' own.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The labels that it carries, by name. Where there are none, those of Orleans' silo metadata are told, which are what placement goes
    /// by: give both the same.
    /// </summary>
    public Dictionary<string, string> Labels { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How many jobs it takes part in at most. Default 8.</summary>
    public int JobSlots { get; set; } = 8;

    /// <summary>The address for clients, <c>ADDRESS:PORT</c>; null takes Orleans' own.</summary>
    public string? Gateway { get; set; }

    /// <summary>The kind of its storage, for people; empty where nobody says.</summary>
    public string Storage { get; set; } = "";

    /// <summary>How often the silo tells how it is. Default 1 s.</summary>
    public TimeSpan ReportEvery { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Checks <see cref="SiloIdentity"/> when the silo starts.</summary>
internal sealed class SiloIdentityValidator : IValidateOptions<SiloIdentity>
{
    public ValidateOptionsResult Validate(string? name, SiloIdentity options)
    {
        List<string> wrong = [];
        if (options.JobSlots < 0)
            wrong.Add($"SiloIdentity.JobSlots is {options.JobSlots}; it must not be negative.");
        if (options.ReportEvery <= TimeSpan.Zero)
            wrong.Add($"SiloIdentity.ReportEvery is {options.ReportEvery}; it must be positive.");
        wrong.AddRange(options.Labels
            .Where(label => label.Key.Length == 0 || label.Key.AsSpan().ContainsAny(",= ") || label.Value.Contains(',', StringComparison.Ordinal))
            .Select(label => $"SiloIdentity.Labels: '{label.Key}={label.Value}' is no label; a name has no comma, equals sign or blank, a value no comma."));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
