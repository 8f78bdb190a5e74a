using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Tests.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class GossipRunnerTests
{
    public static TheoryData<string> Kinds => [.. DecentralizedTable.All.Entries
        .Where(entry => entry.OptionsType.IsAssignableTo(typeof(GossipAlgorithmOptions))).Select(entry => entry.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_allocates_nothing(string kind)
    {
        GossipTrial trial = GossipTrial.Of("Q2", "grid", Options(kind)).Run(3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trial.Run(20);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Counters_and_vectors_are_as_the_algorithm_says(string kind)
    {
        GossipTrial trial = GossipTrial.Of("Q2", "grid", Options(kind));
        long begun = trial.Runner.Nodes[0].Gradients;
        trial.Run(7);
        Assert.Equal(begun + (7 * trial.Algorithm.GradientsPerStep), trial.Runner.Nodes[0].Gradients);
        Assert.Equal(7L * trial.Algorithm.Exchanges * 24, trial.Runner.Activations);
        Assert.Equal(trial.Runner.Activations * 2 * 80 * trial.Algorithm.Vectors.PerMessage, trial.Runner.Bytes);
        Assert.Equal(trial.Algorithm.Vectors.Names.Count, trial.Runner.Nodes[0].VectorCount);
        Assert.Equal(trial.Algorithm.Vectors.Names.Count, trial.Algorithm.Vectors.Names.Distinct().Count());
        Assert.InRange(trial.Algorithm.Vectors.Estimate, 0, trial.Runner.Nodes[0].VectorCount - 1);
    }

    // In single precision a run goes the same way, as far as its digits reach.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Single_precision_follows_double_precision(string kind)
    {
        GossipAlgorithmOptions options = Options(kind);
        GossipTrial exact = options.TakesRegulariser
            ? new GossipTrial(TestProblems.Toy(), Named.Graph("cycle", 5), options)
            : GossipTrial.Of("Q2", "grid", options, 10);
        INodeOracle<float>[] oracles = [.. GossipTrial.Oracles(exact.Problem).Select(oracle => new SingleOracle(oracle))];
        var single = new GossipRunner<float>(options.Create<float>(exact.Setting), exact.Setting.Mixing, oracles, new float[exact.Problem.Dimension]);
        exact.Run(40);
        for (int step = 0; step < 40; step++)
            single.Step();

        double[] x = new double[exact.Problem.Dimension];
        float[] y = new float[x.Length];
        exact.Runner.Estimate(2, x);
        single.Estimate(2, y);
        Assert.True(VectorKernels.Norm2<double>(x) > 0.01);
        for (int k = 0; k < x.Length; k++)
            Assert.Equal(x[k], y[k], 2e-4);
    }

    private static GossipAlgorithmOptions Options(string kind)
    {
        Assert.True(DecentralizedTable.All.TryFind(kind, out Algorithms.Options.PartEntry? entry));
        return (GossipAlgorithmOptions)Activator.CreateInstance(entry.OptionsType)!;
    }

    private sealed class SingleOracle(INodeOracle<double> inner) : INodeOracle<float>
    {
        public int Dimension => inner.Dimension;

        public bool HasConjugate => inner.HasConjugate;

        public void Gradient(ReadOnlySpan<float> point, long number, Span<float> gradient)
        {
            double[] result = new double[Dimension];
            inner.Gradient(Wide(point), number, result);
            Narrow(result, gradient);
        }

        public void Conjugate(ReadOnlySpan<float> dual, Span<float> point)
        {
            double[] result = new double[Dimension];
            inner.Conjugate(Wide(dual), result);
            Narrow(result, point);
        }

        private static double[] Wide(ReadOnlySpan<float> from) => [.. from.ToArray().Select(value => (double)value)];

        private static void Narrow(double[] from, Span<float> to)
        {
            for (int k = 0; k < from.Length; k++)
                to[k] = (float)from[k];
        }
    }
}
