using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;

namespace Starling.Algorithms.Tests.Problems;

/// <summary>The problems that decentralized methods are tested with, by formulas that need no data.</summary>
internal static class TestProblems
{
    public static DataContext Context(int nodes, ulong seed = 1) => new(new DataLocator(), seed, nodes);

    /// <summary>
    /// The toy composite problem: 5 nodes of 12 rows, d = 20, A_i[j,k] = sin(1 + 0.37 (12 i + j)(k + 1) + 0.11 k^2), three entries
    /// in the true x, f_i = |A_i x - b_i|^2/(2 * 12), r = 0.05 |x|_1.
    /// </summary>
    public static LeastSquaresProblem Toy(double l1 = 0.05)
    {
        double[] truth = new double[20];
        (truth[1], truth[5], truth[9]) = (1, -2, 1.5);
        NodeSamples[] nodes = new NodeSamples[5];
        for (int i = 0; i < nodes.Length; i++)
        {
            double[] features = new double[12 * 20];
            double[] targets = new double[12];
            for (int j = 0; j < 12; j++)
            {
                int q = (12 * i) + j;
                for (int k = 0; k < 20; k++)
                    features[(j * 20) + k] = DeterministicMath.Sin(1 + (0.37 * q * (k + 1)) + (0.11 * k * k));
                targets[j] = VectorKernels.Dot<double>(features.AsSpan(j * 20, 20), truth)
                    + (0.3 * DeterministicMath.Sin(0.9 * q)) + (0.5 * (i - 2));
            }

            nodes[i] = new NodeSamples(20, features, targets);
        }

        return new LeastSquaresProblem(nodes, scale: 0.5, l1: l1);
    }

    /// <summary>
    /// Logistic regression of the acceptance check A5 of DADAO: 16 nodes of 20 rows, d = 10, mu = 0.05; with q = 20 i + j,
    /// a_k = sin(1 + 0.7 q + 1.3 (k + 1) ((q mod 7) + 1)) and the label the sign of sin(2.1 q + 0.3 i).
    /// </summary>
    public static LogisticProblem Logistic()
    {
        NodeSamples[] nodes = new NodeSamples[16];
        for (int i = 0; i < nodes.Length; i++)
        {
            double[] features = new double[20 * 10];
            double[] labels = new double[20];
            for (int j = 0; j < 20; j++)
            {
                int q = (20 * i) + j;
                for (int k = 0; k < 10; k++)
                    features[(j * 10) + k] = DeterministicMath.Sin(1 + (0.7 * q) + (1.3 * (k + 1) * ((q % 7) + 1)));
                labels[j] = DeterministicMath.Sin((2.1 * q) + (0.3 * i)) >= 0 ? 1 : -1;
            }

            nodes[i] = new NodeSamples(10, features, labels);
        }

        return new LogisticProblem(nodes, 0.05);
    }

    /// <summary>Every form that a problem takes: dense and sparse rows, with the Hessian kept and without, with noise.</summary>
    public static IDistributedProblem Of(string name) => name switch
    {
        "quadratic" => new QuadraticOptions().Create(Context(3)),
        "rotated quadratic" => new QuadraticOptions { Spectrum = QuadraticSpectrum.Rotated, Centers = QuadraticCenters.Normal, Condition = 20 }
            .Create(Context(3)),
        "least squares" => new LeastSquaresOptions { Noise = 1, L2 = 0.1 }.Create(Context(3)),
        "few samples" => new LeastSquaresOptions { Samples = 6, L2 = 0.2 }.Create(Context(3)),
        "sparse least squares" => new LeastSquaresProblem(Sparse(), 0.5, 0.1),
        "toy" => Toy(),
        "logistic" => new LogisticOptions { Samples = 300 }.Create(Context(3)),
        "sparse logistic" => new LogisticProblem(Sparse(), 0.05),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such problem."),
    };

    public static readonly string[] Names =
        ["quadratic", "rotated quadratic", "least squares", "few samples", "sparse least squares", "toy", "logistic", "sparse logistic"];

    /// <summary>Three nodes of a sparse data set of 40 features, three of them not zero in every row, labels -1 and +1.</summary>
    public static NodeSamples[] Sparse()
    {
        const int Rows = 90;
        int[] starts = [.. Enumerable.Range(0, Rows + 1).Select(row => 3 * row)];
        int[] columns = new int[3 * Rows];
        double[] values = new double[3 * Rows];
        int[] labels = new int[Rows];
        var stream = new RandomStream(9, RandomPurpose.DataGeneration);
        for (int row = 0; row < Rows; row++)
        {
            labels[row] = stream.NextInt32(2);
            for (int e = 0; e < 3; e++)
            {
                columns[(3 * row) + e] = (13 * e) + stream.NextInt32(13);
                values[(3 * row) + e] = stream.NextNormal() + labels[row];
            }
        }

        var data = new SparseDataset<double>("sparse", 40, 2, labels, starts, columns, values);
        return [.. Enumerable.Range(0, 3).Select(node => NodeSamples.Of(data, [.. Enumerable.Range(30 * node, 30)], [-1, 1]))];
    }

    public static double[] Point(int dimension, ulong seed = 3)
    {
        double[] point = new double[dimension];
        var stream = new RandomStream(seed, RandomPurpose.Noise);
        stream.FillNormal<double>(point);
        return point;
    }
}
