using Starling.Algorithms.Compression;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Tests.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class CDProxSgtTests
{
    private static CDProxSgtOptions With(double gamma) => new() { GammaX = gamma, GammaY = gamma };

    [Fact]
    public void D2_without_compression_it_is_DProxSGT()
    {
        GossipTrial compressed = GossipTrial.Toy(With(1), 1);
        GossipTrial plain = GossipTrial.Toy(new DProxSgtOptions(), 1);
        for (int step = 0; step < 200; step++)
        {
            compressed.Run(1);
            plain.Run(1);
            for (int node = 0; node < 5; node++)
                Assert.InRange(VectorKernels.SquaredDistance<double>(compressed.Runner.Nodes[node][0], plain.Runner.Nodes[node][0]), 0, 1e-26);
        }

        GossipTrial again = GossipTrial.Toy(With(1), 1);
        Assert.Equal(163, again.StepsTo(1e-6, 1000));
        Assert.Equal(182, again.StepsTo(1e-12, 1000));
    }

    [Theory]
    [InlineData(0.4, 0.8, 164, 188)]
    [InlineData(0.4, 0.5, 164, 222)]
    [InlineData(0.4, 0.2, 276, 714)]
    [InlineData(0.3, 0.8, 164, 189)]
    [InlineData(0.3, 0.5, 164, 221)]
    [InlineData(0.3, 0.2, 285, 723)]
    [InlineData(0.1, 0.2, 282, 710)]
    [InlineData(0.05, 0.2, 279, 674)]
    [InlineData(0.1, 0.05, 3027, null)]
    public void D3_steps_with_the_largest_coordinates(double ratio, double gamma, int six, int? twelve)
    {
        GossipTrial trial = GossipTrial.Toy(With(gamma), 1, new TopKChannel(ratio));
        Assert.Equal(six, trial.StepsTo(1e-6, 5000));
        if (twelve is { } steps)
            Assert.Equal(steps, trial.StepsTo(1e-12, 5000));
    }

    [Theory]
    [InlineData(0.1, 0.8)]
    [InlineData(0.05, 0.8)]
    [InlineData(0.05, 0.5)]
    public void D3_too_coarse_a_compression_for_gamma_diverges(double ratio, double gamma) =>
        Assert.False(GossipTrial.Toy(With(gamma), 1, new TopKChannel(ratio)).Run(3000).Distance() < 1e3);

    [Fact]
    public void D3_a_tenth_of_the_coordinates_with_gamma_one_half_stalls()
    {
        GossipTrial trial = GossipTrial.Toy(With(0.5), 1, new TopKChannel(0.1)).Run(2000);
        double logarithms = 0;
        for (int step = 0; step < 18_000; step++)
            logarithms += Math.Log(trial.Run(1).Distance()) / 18_000;

        // It wanders from 3e-3 to 3 and back; recorded is "about 3e-2".
        Assert.InRange(Math.Exp(logarithms), 2e-2, 4.5e-2);
    }

    [Theory]
    [InlineData(256, 0.8, 164, 189)]
    [InlineData(64, 0.8, 164, 189)]
    [InlineData(16, 0.8, 164, 189)]
    [InlineData(256, 0.5, 164, 222)]
    [InlineData(64, 0.5, 164, 222)]
    [InlineData(16, 0.5, 164, 222)]
    [InlineData(4, 0.8, 164, 190)]
    [InlineData(4, 0.5, 164, 222)]
    [InlineData(4, 0.2, 276, 715)]
    public void D3_steps_with_random_levels_within_3_percent(int levels, double gamma, int six, int twelve)
    {
        double sixes = 0;
        double twelves = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            GossipTrial trial = GossipTrial.Toy(With(gamma), 1, new QsgdChannel(levels, seed));
            sixes += trial.StepsTo(1e-6, 5000) / 5.0;
            twelves += trial.StepsTo(1e-12, 5000) / 5.0;
        }

        Assert.InRange(sixes, 0.97 * six, 1.03 * six);
        Assert.InRange(twelves, 0.97 * twelve, 1.03 * twelve);
    }

    [Theory]
    [InlineData("top")]
    [InlineData("levels")]
    public void D4_means_are_preserved_and_copies_agree_bit_for_bit(string compressor)
    {
        IMessageChannel<double> inner = compressor == "top" ? new TopKChannel(0.3) : new QsgdChannel(16);
        var channel = new RecordingChannel(inner, 5, 2, 20);
        GossipTrial trial = GossipTrial.Toy(With(0.5), 1, channel);
        double[][] copies = [.. Enumerable.Range(0, 10).Select(_ => new double[20])];
        for (int step = 0; step < 300; step++)
        {
            double[] before = trial.Mean(node => trial.Runner.Nodes[node][0]);
            trial.Run(1);
            double[] tracked = trial.Mean(node => trial.Runner.Nodes[node][1]);
            double[] gradients = trial.Mean(node => trial.Runner.Nodes[node][2]);
            for (int k = 0; k < 20; k++)
                Assert.Equal(gradients[k], tracked[k], 1e-14);

            // What a neighbour has that heard every message.
            for (int node = 0; node < 5; node++)
            {
                VectorKernels.Add(copies[node], channel.Last(node, 1), copies[node]);
                VectorKernels.Add(copies[5 + node], channel.Last(node, 0), copies[5 + node]);
                Assert.Equal(copies[node], trial.Runner.Nodes[node][3].ToArray());
                Assert.Equal(copies[5 + node], trial.Runner.Nodes[node][4].ToArray());
            }

            Assert.NotEqual(before, trial.Mean(node => trial.Runner.Nodes[node][0]));
        }
    }

    // With gamma = 0 there would be no gossip, and x would be its own half step: mixing adds nothing to the mean.
    [Fact]
    public void D4_the_mean_of_x_is_that_of_the_half_steps()
    {
        GossipTrial trial = GossipTrial.Toy(With(0.5), 1, new TopKChannel(0.3)).Run(20);
        double[] half = new double[20];
        double[] x = new double[20];
        IRegulariser l1 = trial.Problem.Regulariser;
        double eta = 1 / trial.Problem.Smoothness;
        double[][] before = [.. trial.Runner.Nodes.Select(node => node[0].ToArray())];
        trial.Run(1);
        for (int node = 0; node < 5; node++)
        {
            VectorKernels.Axpy(-eta, trial.Runner.Nodes[node][1], before[node]);
            l1.Prox<double>(eta, before[node], before[node]);
            VectorKernels.Axpy(0.2, before[node], half);
            VectorKernels.Axpy(0.2, trial.Runner.Nodes[node][0], x);
        }

        for (int k = 0; k < 20; k++)
            Assert.Equal(half[k], x[k], 1e-14);
    }

    [Theory]
    [InlineData(0.4, 0.8)]
    [InlineData(0.3, 0.5)]
    [InlineData(0.1, 0.2)]
    [InlineData(0.05, 0.2)]
    public void D5_the_limit_is_exact(double ratio, double gamma) =>
        Assert.InRange(GossipTrial.Toy(With(gamma), 1, new TopKChannel(ratio)).Run(4000).Distance(), 0, 1e-26);

    [Fact]
    public void D4_holds_in_single_precision_after_many_steps()
    {
        const int Dimension = 64;
        INodeOracle<float>[] oracles = [.. Enumerable.Range(0, 5).Select(node => new NoisyBowl(node, Dimension))];
        DecentralizedSetting setting = GossipTrial.SettingOf(TestProblems.Toy(), Named.Graph("cycle", 5)) with { Regulariser = Regularisers.None };
        IGossipAlgorithm<float> algorithm = (With(0.5) with { LearningRate = 0.01 }).Create<float>(setting);
        var channel = new CompressedChannel<float>([new TopKOptions { Fraction = 0.3 }], 5, 2, Dimension, null, 1);
        var runner = new GossipRunner<float>(algorithm, setting.Mixing, oracles, new float[Dimension], channel);
        for (int step = 0; step < 30_000; step++)
            runner.Step();

        // The gradients have entries of about 1. What is left is the rounding of y itself, which grows like the root of the number of steps.
        for (int k = 0; k < Dimension; k++)
            Assert.Equal(Enumerable.Range(0, 5).Average(node => (double)runner.Nodes[node][2][k]), Enumerable.Range(0, 5).Average(node => (double)runner.Nodes[node][1][k]), 2e-4);
    }

    [Theory]
    [InlineData(0.05, 1, 1.6e-2)]
    [InlineData(0.05, 0.3, 3.4e-3)]
    [InlineData(0.05, 0.1, 7.2e-4)]
    [InlineData(0.2, 1, 0.48)]
    [InlineData(0.2, 0.3, 7.4e-2)]
    [InlineData(0.2, 0.1, 1.5e-2)]
    public void D6_noise_leaves_the_recorded_distance(double deviation, double multiple, double recorded)
    {
        var noisy = new NoisyGradients(TestProblems.Toy(), deviation, seed: 5);
        var trial = new GossipTrial(
            noisy, Named.Graph("cycle", 5), With(0.5) with { LearningRate = multiple / noisy.Smoothness }, new TopKChannel(0.3));
        trial.Run(16_000);
        double sum = 0;
        for (int step = 0; step < 4000; step++)
            sum += trial.Run(1).Distance() / 4000;
        Assert.InRange(sum, recorded / 1.3, recorded * 1.3);
    }

    /// <summary>f_i(x) = |x - node|^2 / 2, whose gradients come with normal noise.</summary>
    private sealed class NoisyBowl(int node, int dimension) : INodeOracle<float>
    {
        public int Dimension => dimension;

        public bool HasConjugate => false;

        public void Gradient(ReadOnlySpan<float> point, long number, Span<float> gradient)
        {
            new RandomStream(3, RandomPurpose.Noise, node, (int)number).FillNormal(gradient);
            for (int k = 0; k < gradient.Length; k++)
                gradient[k] += point[k] - node;
        }

        public void Conjugate(ReadOnlySpan<float> dual, Span<float> point) => throw new NotSupportedException();
    }
}
