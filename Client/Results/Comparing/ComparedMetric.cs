using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Client.Results.Comparing;

/// <summary>A quality by which runs are compared.</summary>
/// <param name="Key">Its column in <c>metrics.csv</c>.</param>
/// <param name="Title">Its name for a person.</param>
/// <param name="Unit">How its values are read.</param>
/// <param name="Of">Its value in a row; null where a job does not know it.</param>
/// <param name="HigherIsBetter">Whether more is better.</param>
/// <param name="IsGoal">Whether a job is run to make it good: then it has milestones.</param>
public sealed record ComparedMetric(string Key, string Title, QuantityUnit Unit, Func<MetricRow, double?> Of, bool HigherIsBetter, bool IsGoal)
{
    /// <summary>All of them, in the order of a report.</summary>
    public static ImmutableArray<ComparedMetric> All { get; } =
    [
        new("accuracy", "Accuracy", QuantityUnit.Share, row => row.Accuracy, HigherIsBetter: true, IsGoal: true),
        new("distance", "Distance", QuantityUnit.Number, row => row.Distance, HigherIsBetter: false, IsGoal: true),
        new("gap", "Gap", QuantityUnit.Number, row => row.Gap, HigherIsBetter: false, IsGoal: true),
        new("gradientNorm", "Gradient norm", QuantityUnit.Number, row => row.GradientNorm, HigherIsBetter: false, IsGoal: true),
        new("loss", "Loss", QuantityUnit.Number, row => row.Loss, HigherIsBetter: false, IsGoal: true),
        // A network that agrees has reached nothing by that alone.
        new("consensusDistance", "Consensus distance", QuantityUnit.Number, row => row.Consensus, HigherIsBetter: false, IsGoal: false),
    ];

    /// <summary>Its value in a row where that is a finite number.</summary>
    internal double? Known(MetricRow row) => Of(row) is { } value && double.IsFinite(value) ? value : null;
}
