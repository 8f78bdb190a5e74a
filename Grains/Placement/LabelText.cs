using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Placement;

/// <summary>Labels as text: in the context of a call, and in sentences.</summary>
internal static class LabelText
{
    /// <summary>What <see cref="CallContextKeys.Labels"/> carries: <c>name=value</c> joined by commas.</summary>
    public static string Write(ImmutableArray<SiloLabel> labels) => string.Join(',', labels);

    /// <summary>
    /// Reads what <see cref="Write"/> wrote. A name ends at the first <c>=</c>; text without one is a name with an empty value.
    /// </summary>
    public static ImmutableArray<SiloLabel> Read(string text) =>
    [
        .. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(label =>
        {
            int equals = label.IndexOf('=', StringComparison.Ordinal);
            return equals < 0
                ? new SiloLabel { Name = label, Value = "" }
                : new SiloLabel { Name = label[..equals], Value = label[(equals + 1)..] };
        }),
    ];

    /// <summary>For a sentence: <c>the label gpu=true</c>, <c>the labels gpu=true and zone=a</c>.</summary>
    public static string Of(ImmutableArray<SiloLabel> labels) => labels.Length switch
    {
        0 => "any label",
        1 => $"the label {labels[0]}",
        _ => $"the labels {string.Join(", ", labels.Take(labels.Length - 1))} and {labels[^1]}",
    };
}
