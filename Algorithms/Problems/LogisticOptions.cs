using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems;

/// <summary>
/// Logistic regression: f_i(x) = mean_j ln(1 + exp(-b_j a_j . x)) + (l2/2) |x|^2. Without <c>data</c> the samples are generated, in two
/// Gaussian classes: b is -1 or +1 with equal chance, a ~ N(b (separation/2) u + v_i, I) with u = (1, ..., 1)/sqrt(d) and a shift
/// v_i ~ N(0, heterogeneity^2 I) of every node.
/// </summary>
public sealed record LogisticOptions : ConvexProblemOptions
{
    /// <summary>
    /// The data set, of two classes, and its partition; the smaller class is -1, the larger +1. Without it the samples are generated.
    /// </summary>
    public DataOptions? Data { get; init; }

    /// <summary>The ridge weight, which is mu: (l2/2) |x|^2 is added to every f_i.</summary>
    [Range(0.0, 1e12)]
    public double L2 { get; init; } = 0.01;

    /// <summary>d, the number of features of generated samples.</summary>
    [Range(1, 100_000)]
    public int Dimension { get; init; } = 10;

    /// <summary>The number of generated samples of every node.</summary>
    [Range(1, 10_000_000)]
    public int Samples { get; init; } = 100;

    /// <summary>The distance between the means of the two generated classes.</summary>
    [Range(0.0, 1e6)]
    public double Separation { get; init; } = 2;

    /// <summary>How much the nodes' generated samples differ: the standard deviation of the shift of a node.</summary>
    [Range(0.0, 1e6)]
    public double Heterogeneity { get; init; } = 1;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
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
        NodeSamples[] nodes = Data is null
            ? Generate(context)
            : ProblemData.Load(Data, context, twoClassesFor: "Logistic regression");
        return new LogisticProblem(nodes, L2);
    }

    private NodeSamples[] Generate(DataContext context)
    {
        double towards = Separation / 2 / Math.Sqrt(Dimension);
        NodeSamples[] nodes = new NodeSamples[context.WorkerCount];
        double[] shift = new double[Dimension];
        for (int node = 0; node < nodes.Length; node++)
        {
            var stream = new RandomStream(context.Seed, RandomPurpose.DataGeneration, node);
            double[] features = new double[Samples * Dimension];
            double[] labels = new double[Samples];
            stream.FillNormal<double>(shift, 0, Heterogeneity);
            stream.FillNormal<double>(features);
            for (int j = 0; j < Samples; j++)
            {
                labels[j] = stream.NextInt32(2) == 0 ? -1 : 1;
                Span<double> row = features.AsSpan(j * Dimension, Dimension);
                for (int k = 0; k < row.Length; k++)
                    row[k] += (labels[j] * towards) + shift[k];
            }

            nodes[node] = new NodeSamples(Dimension, features, labels);
        }

        return nodes;
    }
}
