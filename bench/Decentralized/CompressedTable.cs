using System.Collections.Immutable;
using System.Globalization;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Bench.Decentralized;

/// <summary>
/// CDProxSGT against its uncompressed form on a composite problem that can be rebuilt anywhere: 5 nodes on a ring, 12 rows each, d = 20, r = 0.05 |x|_1,
/// exact gradients, step 1/L. Steps and encoded bytes until the error is 1e-6 and 1e-12, beside what was recorded.
/// </summary>
internal static class CompressedTable
{
    private const int Nodes = 5;
    private const int Rows = 12;
    private const int Dimension = 20;

    /// <summary>Prints a table.</summary>
    public static int Run()
    {
        Console.WriteLine("| method | compressor | gamma | steps to 1e-6 | recorded | steps to 1e-12 | recorded | bytes of a step, one neighbour | bytes to 1e-6, all | over uncompressed |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        double plain = Row(new DProxSgtOptions(), "none", "", [], "163", "182", uncompressed: null);
        Row(With(1), "identity", "1", [new IdentityOptions()], "163", "182", plain);
        Row(With(0.8), "top 40 %", "0.8", [new TopKOptions { Fraction = 0.4 }], "164", "188", plain);
        Row(With(0.8), "top 30 %", "0.8", [new TopKOptions { Fraction = 0.3 }], "164", "189", plain);
        Row(With(0.5), "top 30 %", "0.5", [new TopKOptions { Fraction = 0.3 }], "164", "221", plain);
        Row(With(0.2), "top 10 %", "0.2", [new TopKOptions { Fraction = 0.1 }], "282", "710", plain);
        Row(With(0.2), "top 5 %", "0.2", [new TopKOptions { Fraction = 0.05 }], "279", "674", plain);
        Row(With(0.8), "qsgd 256", "0.8", [new QsgdOptions { S = 256 }], "164", "189", plain);
        Row(With(0.8), "qsgd 64", "0.8", [new QsgdOptions { S = 64 }], "164", "189", plain);
        Row(With(0.8), "qsgd 16", "0.8", [new QsgdOptions { S = 16 }], "164", "189", plain);
        Row(With(0.8), "qsgd 4", "0.8", [new QsgdOptions { S = 4 }], "164", "190", plain);
        return 0;
    }

    private static CDProxSgtOptions With(double gamma) => new() { GammaX = gamma, GammaY = gamma };

    private static double Row(
        GradientGossipOptions options, string compressor, string gamma, ImmutableArray<CompressorOptions> up, string six, string twelve, double? uncompressed)
    {
        IDistributedProblem problem = Problem();
        DecentralizedSetting setting = ComparisonSetting.Of(problem, UniformRates.Of(new CycleOptions().Create(Nodes, 1)));
        IGossipAlgorithm<double> algorithm = (options with { LearningRate = 1 / problem.Smoothness }).Create<double>(setting);
        CompressedChannel<double>? channel = up.IsEmpty ? null : new CompressedChannel<double>(up, Nodes, algorithm.Exchanges, Dimension, null, seed: 1);
        var runner = new GossipRunner<double>(algorithm, setting.Mixing, ComparisonSetting.Oracles(problem), new double[Dimension], channel);
        long steps = StepsTo(runner, problem, 1e-6);
        double bytes = runner.Bytes;
        long all = StepsTo(runner, problem, 1e-12);
        double ofStep = (double)runner.Bytes / all / (2 * runner.Graph.EdgeCount);
        string over = uncompressed is { } plain ? (bytes / plain).ToString("0.00", CultureInfo.InvariantCulture) : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {(up.IsEmpty ? "DProxSGT" : "CDProxSGT")} | {compressor} | {gamma} | {steps} | {six} | {all} | {twelve} | {ofStep:0.0} | {bytes:n0} | {over} |"));
        return bytes;
    }

    private static long StepsTo(GossipRunner<double> runner, IDistributedProblem problem, double target)
    {
        const int Most = 10_000;
        double[] solution = problem.Solution!.Point.ToArray();
        double[] x = new double[Dimension];
        double error = double.PositiveInfinity;
        while (error > target && runner.Steps < Most)
        {
            runner.Step();
            error = 0;
            for (int node = 0; node < Nodes; node++)
            {
                runner.Estimate(node, x);
                error += VectorKernels.SquaredDistance<double>(x, solution) / Nodes / VectorKernels.SumOfSquares<double>(solution);
            }
        }

        return runner.Steps;
    }

    /// <summary>A_i[j,k] = sin(1 + 0.37 (12 i + j)(k + 1) + 0.11 k^2), three entries in the true x, f_i = |A_i x - b_i|^2/(2 * 12).</summary>
    private static LeastSquaresProblem Problem()
    {
        double[] truth = new double[Dimension];
        (truth[1], truth[5], truth[9]) = (1, -2, 1.5);
        return new LeastSquaresProblem([.. Enumerable.Range(0, Nodes).Select(Samples)], scale: 0.5, l1: 0.05);

        NodeSamples Samples(int node)
        {
            double[] features = new double[Rows * Dimension];
            double[] targets = new double[Rows];
            for (int row = 0; row < Rows; row++)
            {
                int q = (Rows * node) + row;
                Span<double> a = features.AsSpan(row * Dimension, Dimension);
                for (int k = 0; k < Dimension; k++)
                    a[k] = DeterministicMath.Sin(1 + (0.37 * q * (k + 1)) + (0.11 * k * k));
                targets[row] = VectorKernels.Dot<double>(a, truth) + (0.3 * DeterministicMath.Sin(0.9 * q)) + (0.5 * (node - 2));
            }

            return new NodeSamples(Dimension, features, targets);
        }
    }
}
