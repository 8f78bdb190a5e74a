using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="FlagAggregator"/>: <c>rule: flag</c>. It takes no f.</summary>
public sealed record FlagOptions : AggregationOptions
{
    /// <summary>m, the dimension of the subspace; 0 for ceil((n + 1) / 2).</summary>
    [Range(0, 1_000_000)]
    public int M { get; init; }

    /// <summary>N, the most reweighted least-squares problems; the first one has equal weights.</summary>
    [Range(1, 100_000)]
    public int MaxIterations { get; init; } = 5;

    /// <summary>Ends where the objective falls by no more.</summary>
    [Range(0, 1)]
    public double Tol { get; init; } = 1e-10;

    /// <summary>Keeps weights finite.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Eps { get; init; } = 1e-7;

    /// <summary>The weight of the pairwise terms.</summary>
    [Range(0, double.MaxValue)]
    public double Lambda { get; init; }

    /// <summary>How pairwise terms enter the weights.</summary>
    public FlagPairs PairMode { get; init; } = FlagPairs.Exact;

    /// <summary>What is returned.</summary>
    public FlagOutput Output { get; init; } = FlagOutput.Unit;

    /// <summary>2 f &lt; n: beyond it colluding updates turn the direction. There is no published bound; the length is bounded whatever f is.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override string? Refuse(int updateCount, int byzantine) => M > updateCount
        ? $"m is at most the number of updates, {updateCount}; {M} directions are not there."
        : null;

    /// <inheritdoc/>
    public override IAggregationRule Create() => new FlagAggregator
    {
        Dimension = M,
        Iterations = MaxIterations,
        Tolerance = Tol,
        Floor = Eps,
        PairWeight = Lambda,
        Pairs = PairMode,
        Output = Output,
    };
}
