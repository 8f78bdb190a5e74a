using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Models;

/// <summary>Checks of lists of layers in a job.</summary>
internal static class LayerSizes
{
    /// <summary>What is wrong with a list of layers.</summary>
    /// <param name="field">The name of the list.</param>
    /// <param name="sizes">The list.</param>
    /// <param name="largest">The most units of a layer.</param>
    /// <param name="whenEmpty">What is said of an empty list; null where a list may be empty.</param>
    public static IEnumerable<OptionIssue> Check(string field, int[]? sizes, int largest, string? whenEmpty)
    {
        if (sizes is null || (sizes.Length == 0 && whenEmpty is not null))
        {
            yield return new OptionIssue(ErrorCatalog.OutOfRange, field, whenEmpty ?? "It needs a list of layers, such as [].");
            yield break;
        }

        for (int layer = 0; layer < sizes.Length; layer++)
        {
            if (sizes[layer] < 1 || sizes[layer] > largest)
            {
                yield return new OptionIssue(ErrorCatalog.OutOfRange, $"{field}[{layer}]",
                    $"A layer has 1 to {largest} units, not {sizes[layer]}.");
            }
        }
    }
}
