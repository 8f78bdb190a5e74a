using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="GeometricMedian"/>: <c>rule: geometric-median</c>. The defaults are ByzFL's.</summary>
public sealed record GeometricMedianOptions : AggregationOptions
{
    /// <summary>nu, no distance counts as smaller.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Nu { get; init; } = 0.1;

    /// <summary>T, the most steps.</summary>
    [Range(1, 100_000)]
    public int Iterations { get; init; } = 3;

    /// <summary>Stops where the objective changes by less than this share of it; 0 for never.</summary>
    [Range(0, 1)]
    public double Tolerance { get; init; }

    /// <summary>Where the iteration begins.</summary>
    public MedianStart Start { get; init; } = MedianStart.Zero;

    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new GeometricMedian(Iterations, Nu, Tolerance, Start);
}

/// <summary>Parameters of RFA, a <see cref="GeometricMedian"/> that weighs workers by their samples: <c>rule: rfa</c>.</summary>
public sealed record RfaOptions : AggregationOptions
{
    /// <summary>nu, no distance counts as smaller.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Nu { get; init; } = 1e-5;

    /// <summary>T, the most steps.</summary>
    [Range(1, 100_000)]
    public int Iterations { get; init; } = 4;

    /// <summary>ftol: stops where the objective changes by less than this share of it.</summary>
    [Range(0, 1)]
    public double Ftol { get; init; } = 1e-6;

    /// <summary>How workers are weighed.</summary>
    public MeanWeighting Weighting { get; init; } = MeanWeighting.Samples;

    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() =>
        new GeometricMedian(Iterations, Nu, Ftol, MedianStart.Mean, Weighting == MeanWeighting.Samples);
}
