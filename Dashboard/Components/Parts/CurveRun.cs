using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Components.Parts;

/// <summary>The rows of a run as a board of curves takes them.</summary>
/// <param name="Label">What the run is called.</param>
/// <param name="Generation">Changes when rows that were sent before are gone.</param>
/// <param name="Rows">The rows.</param>
public sealed record CurveRun(string Label, int Generation, ImmutableArray<MetricRow> Rows)
{
    /// <summary>A row as numbers, in the order of the fields in <c>board.js</c>; null where a number is not known or not finite.</summary>
    internal static double?[] Numbers(MetricRow row) =>
    [
        row.Round, Finite(row.Seconds), Finite(row.Loss), Finite(row.Accuracy), Finite(row.TrainLoss), Finite(row.UpdateNorm), row.BytesUp, row.BytesDown,
        row.Gradients, row.Communications, Finite(row.GradientNorm), Finite(row.Distance), Finite(row.Consensus), Finite(row.Gap), row.Iterations,
    ];

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
