using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation;

/// <summary>What is done with the mixed vectors, coordinate by coordinate.</summary>
public enum CoordinateRule
{
    /// <summary>The mean of all: of one vector, itself.</summary>
    Mean,

    /// <summary>The median; of an even number the mean of the two in the middle.</summary>
    Median,

    /// <summary>The mean of what is left when the <see cref="Combination.Trim"/> smallest and the as many largest are dropped.</summary>
    TrimmedMean,

    /// <summary>The mean of the <see cref="Combination.Keep"/> values nearest to the median.</summary>
    MeanAroundMedian,

    /// <summary>The mean of the <see cref="Combination.Keep"/> values nearest to the trimmed mean.</summary>
    MeanAroundTrimmedMean,
}

/// <summary>
/// How one vector is made of n: first they are mixed, y = A x, then the y are joined coordinate by coordinate. Either step can be
/// done on any slice of the vectors, so that this, n * m numbers, is all that a shard has to be told.
/// </summary>
public sealed record Combination
{
    /// <summary>A, m rows of n; null where the vectors are taken as they are.</summary>
    public Mixing? Mixing { get; init; }

    /// <summary>What joins the y.</summary>
    public CoordinateRule Rule { get; init; } = CoordinateRule.Mean;

    /// <summary>What a sum is divided by, so that a mean of many is rounded once.</summary>
    public double Divisor { get; init; } = 1;

    /// <summary>How many values a trimmed mean drops on either side.</summary>
    public int Trim { get; init; }

    /// <summary>How many values near the centre count.</summary>
    public int Keep { get; init; }

    /// <summary>What the rule thinks of every vector, 0 to 1, where it has an opinion other than its weight; nothing is computed from it.</summary>
    public IReadOnlyList<double>? Trust { get; init; }

    /// <summary>sum_i a_i x_i.</summary>
    /// <param name="weights">a, n numbers.</param>
    public static Combination Sum(ReadOnlySpan<double> weights) => new() { Mixing = Mixing.Sum(weights) };

    /// <summary>The mean of some of the vectors.</summary>
    /// <param name="count">n.</param>
    /// <param name="chosen">Which.</param>
    public static Combination MeanOf(int count, ReadOnlySpan<int> chosen) => new() { Mixing = Mixing.MeanOf(count, chosen) };

    /// <summary>This combination of vectors that another mixing made.</summary>
    public Combination After(Mixing? first) =>
        first is null ? this : this with { Mixing = Mixing?.After(first) ?? first, Trust = null };

    /// <summary>This combination of vectors c_i x_i.</summary>
    /// <param name="factors">c, n numbers.</param>
    public Combination Of(ReadOnlySpan<double> factors) => After(Gram.Mixing.Scaling(factors));
}
