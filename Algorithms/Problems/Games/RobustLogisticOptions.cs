using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems.Games;

/// <summary>Who is moved by the opponent of a robust problem.</summary>
public enum Perturbation
{
    /// <summary>All samples are moved by one and the same r.</summary>
    Shared,

    /// <summary>Every sample has an r_i of its own.</summary>
    PerSample,
}

/// <summary>
/// Robust logistic regression: min over w, max over r of mean_i [ln(1 + exp(-b_i w . (a_i + r_i))) - (beta/2) |r_i|^2] + (lambda/2) |w|^2, with one r for all
/// samples or one for each. In r it is concave where |w|^2 &lt;= 4 beta; since |w*|^2 is below 2 ln(2)/lambda, beta above ln(2)/(2 lambda) makes it so around the
/// solution, and less is refused. Without <c>data</c> the samples are generated like those of <c>logistic</c>.
/// </summary>
public sealed record RobustLogisticOptions : GeneratedGameOptions
{
    /// <summary>The data set, of two classes, and its partition. Without it the samples are generated.</summary>
    public DataOptions? Data { get; init; }

    /// <summary>lambda, the ridge weight of w.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Lambda { get; init; } = 0.1;

    /// <summary>beta, what moving a sample costs; it must be above ln(2)/(2 lambda).</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Beta { get; init; } = 10;

    /// <summary>Whether all samples are moved by one r, or every sample by its own: then z has d numbers more for every sample of every node.</summary>
    public Perturbation Perturbation { get; init; } = Perturbation.Shared;

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
        double least = RobustLogisticGame.LeastBeta(Lambda);
        if (!(Beta > least))
            yield return new(ErrorCatalog.ProblemIllPosed, "beta",
                FormattableString.Invariant($"must be above ln(2)/(2 lambda) = {least:g4}, or the opponent gains without end."));
        if (Data is null && (long)Samples * Dimension > Array.MaxLength)
            yield return new(ErrorCatalog.ImpossibleCombination, "samples", $"times dimension may be at most {Array.MaxLength} for one node.");
    }

    /// <inheritdoc/>
    public override DataOptions? DataSet() => Data;

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        InstanceNumbers numbers = Numbers(context);
        NodeSamples[] nodes = Data is null
            ? [.. Enumerable.Range(0, context.WorkerCount).Select(node => Generate(numbers.Of(node)))]
            : ProblemData.Load(Data, context, twoClassesFor: "Robust logistic regression");
        return new RobustLogisticGame(nodes, Lambda, Beta, Perturbation);
    }

    private NodeSamples Generate(NumberSource source)
    {
        double[] shift = source.Normals(Dimension);
        double[] features = source.Normals(Samples * Dimension);
        double[] labels = source.Uniforms(Samples);
        double towards = Separation / 2 / Math.Sqrt(Dimension);
        for (int j = 0; j < Samples; j++)
        {
            labels[j] = labels[j] < 0.5 ? -1 : 1;
            Span<double> row = features.AsSpan(j * Dimension, Dimension);
            for (int k = 0; k < row.Length; k++)
                row[k] += (labels[j] * towards) + (Heterogeneity * shift[k]);
        }

        return new NodeSamples(Dimension, features, labels);
    }
}
