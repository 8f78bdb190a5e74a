namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>How the mean weighs the updates.</summary>
public enum MeanWeighting
{
    /// <summary>Every update counts the same: w_i = 1.</summary>
    Uniform,

    /// <summary>An update counts as much as its worker has samples: w_i = n_i.</summary>
    Samples,
}

/// <summary>Parameters of the weighted mean: <c>rule: { kind: mean }</c>.</summary>
public sealed record MeanOptions : AggregationOptions
{
    /// <summary>How the updates are weighed.</summary>
    public MeanWeighting Weighting { get; init; } = MeanWeighting.Uniform;

    /// <summary>0: one Byzantine update moves the mean anywhere.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => 0;

    /// <inheritdoc/>
    public override IAggregationRule Create() => new WeightedMean(Weighting == MeanWeighting.Samples);
}
