using System.Collections.Immutable;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// What is known of F = (1/M) sum_m F_m, on the whole space or on C; step sizes follow from it. NaN stands for what is not known, as all of it is where a
/// player is a neural network.
/// </summary>
public sealed record GameConstants
{
    /// <summary>L: |F(a) - F(b)| &lt;= L |a - b|.</summary>
    public required double Lipschitz { get; init; }

    /// <summary>L_m of every node.</summary>
    public required ImmutableArray<double> NodeLipschitz { get; init; }

    /// <summary>mu: &lt;F_m(a) - F_m(b), a - b&gt; &gt;= mu |a - b|^2 for every m; 0 where the game is monotone only.</summary>
    public required double StrongMonotonicity { get; init; }

    /// <summary>
    /// mu of F itself: &lt;F(a) - F(b), a - b&gt; &gt;= mu |a - b|^2. It is <see cref="StrongMonotonicity"/> or more, and above 0 also where every node knows a
    /// part of the coordinates only. NaN where it is not known.
    /// </summary>
    public double AverageMonotonicity { get; init; } = double.NaN;

    /// <summary>
    /// l, the largest cocoercivity constant of a node: |F_m(z) - F_m(z*)|^2 &lt;= l &lt;F_m(z) - F_m(z*), z - z*&gt;. Infinity where there is none, as for
    /// bilinear games.
    /// </summary>
    public required double Cocoercivity { get; init; }

    /// <summary>l of F itself, <see cref="Cocoercivity"/> or less; NaN where it is not known.</summary>
    public double AverageCocoercivity { get; init; } = double.NaN;

    /// <summary>lg, the largest cocoercivity constant of a datum; <see cref="Cocoercivity"/> where the nodes' operators are formulas.</summary>
    public required double SampleCocoercivity { get; init; }

    /// <summary>The mean over a node's data of their squared Lipschitz constants, for every node; L_m^2 where F_m is a formula.</summary>
    public required ImmutableArray<double> SampleLipschitzSquared { get; init; }

    /// <summary>Lt = sqrt((1/M) sum_m L_m^2), L or more.</summary>
    public double MeanLipschitz => Math.Sqrt(NodeLipschitz.Sum(one => one * one) / NodeLipschitz.Length);
}
