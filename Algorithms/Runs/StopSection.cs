using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Runs;

/// <summary>When a run ends: at the first of the given criteria. <c>stop:</c> of a job.</summary>
public sealed record StopSection : ICheckedOptions
{
    /// <summary>T, the number of rounds; of an algorithm without rounds the units of time, one gradient a node each.</summary>
    [Range(1, int.MaxValue)]
    public int? Rounds { get; init; }

    /// <summary>Events, gradients and swaps together; of algorithms without rounds only. The unit of time that is under way is finished.</summary>
    [Range(1, long.MaxValue)]
    public long? Events { get; init; }

    /// <summary>Seconds since the start; the round that is under way is finished. Makes the result depend on the machine.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Time { get; init; }

    /// <summary>A metric to reach at an evaluation.</summary>
    public TargetSection? Target { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if (Rounds is null && Events is null && Time is null && Target is null)
        {
            yield return new OptionIssue(ErrorCatalog.MissingField, string.Empty,
                "A run must end: give rounds, events, time, target, or several of them.");
        }
    }
}

/// <summary>The metric at which a run ends: <c>stop.target</c> of a job. One of them.</summary>
public sealed record TargetSection : ICheckedOptions
{
    /// <summary>The share of right answers on the test data that is enough.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double? Accuracy { get; init; }

    /// <summary>The loss that is low enough.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Loss { get; init; }

    /// <summary>The relative squared distance to the solution that is small enough: (1/n) sum_i |x_i - x*|^2 / |x*|^2.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Distance { get; init; }

    /// <summary>The gap of a game that is small enough.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Gap { get; init; }

    /// <summary>Whether an evaluation reached the metric.</summary>
    /// <param name="loss">The loss that was measured.</param>
    /// <param name="accuracy">The accuracy that was measured.</param>
    /// <param name="distance">The distance to the solution that was measured.</param>
    /// <param name="gap">The gap that was measured.</param>
    public bool IsReached(double? loss, double? accuracy, double? distance, double? gap = null) =>
        accuracy >= Accuracy || loss <= Loss || distance <= Distance || gap <= Gap;

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if ((Accuracy is null ? 0 : 1) + (Loss is null ? 0 : 1) + (Distance is null ? 0 : 1) + (Gap is null ? 0 : 1) != 1)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, string.Empty, "Give accuracy, loss, distance or gap, one of them.");
    }
}
