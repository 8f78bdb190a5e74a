using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems;

/// <summary>
/// Linear regression: f_i(x) = (scale/m_i) |A_i x - b_i|^2 + (l2/2) |x|^2, and the regulariser l1 |x|_1. Without <c>data</c> the samples
/// are generated, as the experiments of Nabli and Oyallon, "DADAO" (2023), have them: a ~ N(0, I), b = s_i (a . w + noise e) with e
/// ~ N(0, 1), weights w uniform in [0, 100) that all nodes share, and a factor s_i uniform in [factorLow, factorHigh) that makes the
/// nodes disagree.
/// </summary>
public sealed record LeastSquaresOptions : ConvexProblemOptions
{
    private const int SharedRound = 1;
    private const double LargestWeight = 100;

    /// <summary>
    /// The data set and its partition; the targets are -1 and +1 where it has two classes, else the class numbers. Without it the samples
    /// are generated.
    /// </summary>
    public DataOptions? Data { get; init; }

    /// <summary>What the mean of the squares is multiplied by: 1 for the mean, 0.5 for |A x - b|^2/(2 m).</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Scale { get; init; } = 1;

    /// <summary>The ridge weight: (l2/2) |x|^2 is added to every f_i.</summary>
    [Range(0.0, 1e12)]
    public double L2 { get; init; }

    /// <summary>The weight of the l1 norm, which is the regulariser and no part of the f_i.</summary>
    [Range(0.0, 1e12)]
    public double L1 { get; init; }

    /// <summary>d, the number of features of generated samples.</summary>
    [Range(1, 100_000)]
    public int Dimension { get; init; } = 10;

    /// <summary>The number of generated samples of every node.</summary>
    [Range(1, 10_000_000)]
    public int Samples { get; init; } = 100;

    /// <summary>The standard deviation of the noise of generated targets.</summary>
    [Range(0.0, 1e6)]
    public double Noise { get; init; } = 10;

    /// <summary>The smallest factor of a node's generated targets.</summary>
    [Range(-1e6, 1e6)]
    public double FactorLow { get; init; } = 0.01;

    /// <summary>The largest factor of a node's generated targets; equal to <c>factorLow</c> it makes all nodes alike.</summary>
    [Range(-1e6, 1e6)]
    public double FactorHigh { get; init; } = 5;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (FactorHigh < FactorLow)
            yield return new(ErrorCatalog.ImpossibleCombination, "factorHigh", $"must be at least factorLow ({FactorLow}).");
        if (Data is null && (long)Samples * Dimension > Array.MaxLength)
            yield return new(ErrorCatalog.ImpossibleCombination, "samples",
                $"times dimension may be at most {Array.MaxLength} for one node.");
    }

    /// <inheritdoc/>
    public override DataOptions? DataSet() => Data;

    /// <inheritdoc/>
    public override IDistributedProblem Create(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        NodeSamples[] nodes = Data is null ? Generate(context) : ProblemData.Load(Data, context, twoClassesFor: null);
        return new LeastSquaresProblem(nodes, Scale, L2, L1);
    }

    private NodeSamples[] Generate(DataContext context)
    {
        double[] weights = new double[Dimension];
        var shared = new RandomStream(context.Seed, RandomPurpose.DataGeneration, 0, SharedRound);
        shared.FillUniform<double>(weights, 0, LargestWeight);

        NodeSamples[] nodes = new NodeSamples[context.WorkerCount];
        for (int node = 0; node < nodes.Length; node++)
        {
            var stream = new RandomStream(context.Seed, RandomPurpose.DataGeneration, node);
            double factor = Math.FusedMultiplyAdd(FactorHigh - FactorLow, stream.NextDouble(), FactorLow);
            double[] features = new double[Samples * Dimension];
            double[] targets = new double[Samples];
            stream.FillNormal<double>(features);
            stream.FillNormal<double>(targets, 0, Noise);
            for (int j = 0; j < Samples; j++)
                targets[j] = factor * (VectorKernels.Dot<double>(features.AsSpan(j * Dimension, Dimension), weights) + targets[j]);
            nodes[node] = new NodeSamples(Dimension, features, targets);
        }

        return nodes;
    }
}
