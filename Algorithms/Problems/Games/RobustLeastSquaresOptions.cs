using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// Robust least squares: min over x, max over y of |A x - y|^2 - lambda |y - y_0|^2. Without <c>data</c> A and x_true are normal and
/// y_0 = A x_true + noise N(0, I), as in the experiments of Zhang, Choudhury, Stich, Loizou, "Communication-efficient gradient descent-ascent methods for
/// distributed variational inequalities", ICLR 2024. z holds x and a number for every row of every node.
/// </summary>
public sealed record RobustLeastSquaresOptions : GeneratedGameOptions
{
    /// <summary>
    /// The data set and its partition: its features are A, and y_0 is -1 and +1 where it has two classes, else the class numbers. Without it the rows are
    /// generated.
    /// </summary>
    public DataOptions? Data { get; init; }

    /// <summary>
    /// Whether the columns of a data set get mean 0 and variance 1 over all nodes first; without that, columns of different units make the game badly
    /// conditioned.
    /// </summary>
    public bool Standardise { get; init; } = true;

    /// <summary>The number of generated rows of every node.</summary>
    [Range(1, 10_000_000)]
    public int Rows { get; init; } = 10;

    /// <summary>The number of columns of generated rows: the length of x.</summary>
    [Range(1, 100_000)]
    public int Columns { get; init; } = 10;

    /// <summary>The weight of the distance from y_0, above 1: the larger it is, the less y may move.</summary>
    [Range(1.0, 1e9, MinimumIsExclusive = true)]
    public double Lambda { get; init; } = 50;

    /// <summary>The standard deviation of the noise in generated y_0.</summary>
    [Range(0.0, 1e6)]
    public double Noise { get; init; } = 0.01;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Data is null && (long)Rows * Columns > Array.MaxLength)
            yield return new(ErrorCatalog.ImpossibleCombination, "rows", $"times columns may be at most {Array.MaxLength} for one node.");
    }

    /// <inheritdoc/>
    public override DataOptions? DataSet() => Data;

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        InstanceNumbers numbers = Numbers(context);
        NodeSamples[] nodes = Data is null ? Generate(numbers, context.WorkerCount) : ProblemData.Load(Data, context, twoClassesFor: null);
        return new RobustLeastSquaresGame(Data is not null && Standardise ? StandardisedSamples.Of(nodes) : nodes, Lambda);
    }

    private NodeSamples[] Generate(InstanceNumbers numbers, int count)
    {
        NumberSource[] sources = [.. Enumerable.Range(0, count).Select(numbers.Of)];
        double[][] features = [.. sources.Select(source => source.Normals(Rows * Columns))];
        double[] truth = numbers.Shared.Normals(Columns);
        var nodes = new NodeSamples[count];
        for (int node = 0; node < count; node++)
        {
            double[] targets = sources[node].Normals(Rows);
            for (int t = 0; t < Rows; t++)
                targets[t] = (Noise * targets[t]) + VectorKernels.Dot<double>(features[node].AsSpan(t * Columns, Columns), truth);
            nodes[node] = new NodeSamples(Columns, features[node], targets);
        }

        return nodes;
    }
}
