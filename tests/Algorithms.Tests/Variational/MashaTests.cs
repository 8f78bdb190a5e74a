using System.Collections.Immutable;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Compressing;
using Starling.Algorithms.Rounds.Wrapping;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Variational;

/// <summary>Checks A1 to A7 of compressed-vi.md, section 2, and those of section 3.</summary>
public sealed class MashaTests
{
    private const int Dimension = 100;
    private static readonly CompressionPieces Whole = CompressionPieces.Of(new ParameterLayout(("z", [Dimension])));

    [Fact]
    public void A1_with_identities_and_tau_0_it_is_extragradient()
    {
        IGame game = Instances.P1;
        double gamma = 0.7 / game.Constants.Lipschitz;
        RoundRunner<double> masha = Instances.Run(game, new Masha1<double>(new Masha1Options(), gamma, 0, new CommonCoins(_ => true)));
        RoundRunner<double> extragradient = Instances.Run(game, new Extragradient<double>(new ExtragradientOptions(), gamma, null));
        masha.RunAll(1);
        for (int iteration = 1; iteration <= 767; iteration++)
        {
            masha.RunAll(iteration == 1 ? 1 : 2);
            extragradient.RunAll(2);
            Assert.Equal((iteration, iteration), (masha.Iterations, extragradient.Iterations));
            Assert.True(VectorKernels.SquaredDistance(masha.Model, extragradient.Model) < 1e-24 * game.Dimension);
        }

        Assert.InRange(Instances.Distance(game, extragradient.Model), 0.9e-6, 1e-6);
    }

    [Theory]
    [InlineData(5, 1.0, 1, 6679)]
    [InlineData(5, 1.5, 1, 4545)]
    [InlineData(10, 1.0, 1, 4016)]
    [InlineData(10, 1.5, 1, 2669)]
    [InlineData(25, 1.5, 1, 1387)]
    public void A2_rand_k_with_an_exact_server_takes_the_recorded_iterations(int kept, double scale, ulong seed, int recorded)
    {
        (long iterations, _) = Recorded(Instances.P1, seed, kept, Dimension, scale);
        Assert.InRange(iterations, recorded * 0.98, recorded * 1.02);
    }

    [Fact]
    public void A2_the_mean_over_five_seeds_is_the_recorded_one()
    {
        double mean = Enumerable.Range(1, 5).Average(seed => Recorded(Instances.P1, (ulong)seed, 5, Dimension, 1).Iterations);
        Assert.InRange(mean, 0.9 * 6484, 1.1 * 6484);
    }

    [Theory]
    [InlineData(10, 7980)]
    [InlineData(25, 2610)]
    public void Rand_k_both_ways_takes_the_recorded_iterations(int kept, int recorded)
    {
        (long iterations, _) = Recorded(Instances.P1, 1, kept, kept, 1.5);
        Assert.InRange(iterations, recorded * 0.98, recorded * 1.02);
    }

    [Theory]
    [InlineData(1.0, 4880)]
    [InlineData(1.5, 3391)]
    public void Perm_k_takes_the_recorded_iterations(double scale, int recorded)
    {
        (long iterations, _) = Recorded(Instances.P1, 1, 5, Dimension, scale, isPermutation: true);
        Assert.InRange(iterations, recorded * 0.98, recorded * 1.02);
    }

    [Fact]
    public void A3_uplink_is_half_of_the_single_call_baseline_and_a_fifth_with_perm_k_on_many_workers()
    {
        Assert.True(Recorded(Instances.P1, 1, 5, Dimension, 1.5).UplinkBits <= 6.867e6 / 2);
        Assert.True(Recorded(Instances.P3, 1, 1, Dimension, 1.5, isPermutation: true).UplinkBits <= 6.829e6 / 5);
    }

    [Fact]
    public void A5_the_estimate_is_unbiased_within_its_variance()
    {
        const int Draws = 2000;
        IGame game = Instances.P1;
        var stream = new RandomStream(9, RandomPurpose.Noise);
        double[] half = new double[Dimension];
        double[] anchor = new double[Dimension];
        stream.FillNormal<double>(half);
        stream.FillNormal<double>(anchor);
        double[][] differences = [.. Enumerable.Range(0, game.Nodes).Select(node =>
        {
            double[] u = new double[Dimension];
            double[] there = new double[Dimension];
            game.Local(node).Evaluate(half, [], u);
            game.Local(node).Evaluate(anchor, [], there);
            VectorKernels.Subtract<double>(u, there, u);
            return u;
        })];
        double[] expected = new double[Dimension];
        foreach (double[] u in differences)
            VectorKernels.Axpy(1.0 / game.Nodes, u, expected);

        double[] sums = new double[Dimension];
        double[] squares = new double[Dimension];
        double lengths = 0;
        var compressor = new RandK(KeptCount.Of(5));
        byte[] message = new byte[compressor.MaxBytes<double>(Dimension)];
        double[] decoded = new double[Dimension];
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] g = new double[Dimension];
            for (int node = 0; node < game.Nodes; node++)
            {
                RandomStream own = CompressionStream.Open(compressor.Describe<double>(Dimension), 3, node, draw);
                int length = compressor.Encode<double>(differences[node], ref own, message);
                compressor.Decode<double>(message.AsSpan(0, length), decoded);
                VectorKernels.Axpy(1.0 / game.Nodes, decoded, g);
            }

            lengths += VectorKernels.SumOfSquares<double>(g) / Draws;
            for (int i = 0; i < Dimension; i++)
            {
                sums[i] += g[i];
                squares[i] += g[i] * g[i];
            }
        }

        // Of 100 coordinates one may lie beyond three standard errors.
        int beyond = Enumerable.Range(0, Dimension).Count(i =>
        {
            double mean = sums[i] / Draws;
            double error = Math.Sqrt(((squares[i] / Draws) - (mean * mean)) / Draws);
            return Math.Abs(mean - expected[i]) > 3 * error;
        });
        Assert.InRange(beyond, 0, 2);
        RoundSetting setting = Instances.Setting(game) with { Up = compressor.Describe<double>(Dimension) };
        Assert.True(lengths <= new Masha1Options().Variance(setting, game.Constants) * VectorKernels.SquaredDistance<double>(half, anchor));
    }

    [Fact]
    public void A6_anchors_are_refreshed_as_often_as_the_coin_says()
    {
        const double Refresh = 0.05;
        const int Iterations = 20_000;
        var coins = new CommonCoins(7, Refresh);
        int rounds = 0;
        var masha = new Masha1<double>(new Masha1Options(), 0.1, 1 - Refresh, coins);
        while (masha.IterationsIn(rounds) < Iterations)
            rounds++;
        double refreshes = rounds - 1 - Iterations;
        Assert.InRange((refreshes - (Refresh * Iterations)) / Math.Sqrt(Iterations * Refresh * (1 - Refresh)), -4, 4);
    }

    [Theory]
    [InlineData(5, 2.7235, 12.1801)]
    [InlineData(10, 2.3486, 7.4268)]
    [InlineData(25, 2.0915, 4.1831)]
    public void The_variance_constant_is_the_recorded_one(int kept, double exactServer, double bothWays)
    {
        RoundSetting setting = Instances.Setting(Instances.P1) with { Up = Compressor(new RandKOptions { K = kept }) };
        Assert.Equal(exactServer, Math.Sqrt(new Masha1Options().Variance(setting, Instances.P1.Constants)), 5e-5);
        Assert.Equal(bothWays, Math.Sqrt(new Masha1Options().Variance(setting with { Down = setting.Up }, Instances.P1.Constants)), 5e-5);
    }

    [Fact]
    public void A7_extragradient_with_compressed_calls_stalls()
    {
        IGame game = Instances.P1;
        RoundRunner<double> run = Instances.Run(game, Compressed(new Extragradient<double>(new ExtragradientOptions(), 0.1 / game.Constants.Lipschitz, null), new RandKOptions { K = 10 }));
        run.RunAll(10_000);
        Assert.InRange(Instances.Distance(game, run.Model), 0.1, 1);
    }

    [Fact]
    public void A7_extragradient_with_top_k_and_error_feedback_but_no_anchor_diverges()
    {
        IGame game = Instances.P1;
        IRoundAlgorithm<double> algorithm = new RememberedErrors<double>(new Extragradient<double>(new ExtragradientOptions(), 0.1 / game.Constants.Lipschitz, null));
        Assert.Equal(-1, Instances.IterationsTo(game, Instances.Run(game, Compressed(algorithm, new TopKOptions { K = 10 })), 1e-6, 20_000));
    }

    [Fact]
    public void A7_masha1_with_top_k_diverges()
    {
        IGame game = Instances.P1;
        double gamma = 0.5 * Math.Sqrt(0.1) / game.Constants.MeanLipschitz;
        IRoundAlgorithm<double> masha = new Masha1<double>(new Masha1Options(), gamma, 0.9, new CommonCoins(1, 0.1));
        Assert.Equal(-1, Instances.IterationsTo(game, Instances.Run(game, Compressed(masha, new TopKOptions { K = 10 })), 1e-6, 20_000));
    }

    [Fact]
    public void An_anchor_that_never_moves_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Masha1<double>(new Masha1Options(), 0.1, 1, new CommonCoins(_ => false)));

    [Fact]
    public void The_anchor_at_the_point_before_takes_about_as_long()
    {
        (long iterations, _) = Recorded(Instances.P1, 1, 10, Dimension, 1, anchor: MashaAnchor.Previous);
        Assert.InRange(iterations, 0.95 * 4067, 1.10 * 4067);
    }

    [Theory]
    [InlineData(10, 10, 0.5, 6350, 0.05)]
    [InlineData(10, Dimension, 0.7, 4515, 0.05)]
    [InlineData(25, Dimension, 1.0, 1872, 0.05)]
    public void Masha2_takes_the_recorded_iterations(int kept, int keptByServer, double scale, int recorded, double tolerance)
    {
        IGame game = Instances.P1;
        IRoundAlgorithm<double> algorithm = Masha2(game, 1, kept, keptByServer, scale);
        long iterations = Instances.IterationsTo(game, Instances.Run(game, algorithm), 1e-6, 20_000);
        Assert.InRange(iterations, recorded * (1 - tolerance), recorded * (1 + tolerance));
    }

    [Fact]
    public void Masha2_diverges_where_the_step_is_too_long() =>
        Assert.Equal(-1, Instances.IterationsTo(Instances.P1, Instances.Run(Instances.P1, Masha2(Instances.P1, 1, 5, Dimension, 1)), 1e-6, 20_000));

    [Fact]
    public void Masha2_errors_vanish_and_nothing_that_was_to_be_sent_is_lost()
    {
        IGame game = Instances.P1;
        var sent = new SentByFirst(Masha2(game, 1, 10, 10, 0.5));
        RoundRunner<double> run = Instances.Run(game, sent);
        double peak = 0;
        while (run.Iterations < 6350)
        {
            run.RunAll(1);
            peak = Math.Max(peak, VectorKernels.Norm2<double>(run.State(0, "error")));
        }

        Assert.InRange(VectorKernels.Norm2<double>(run.State(0, "error")), 0, 1e-5 * peak);
        Assert.InRange(VectorKernels.Norm2<double>(run.Server("error")), 0, 1e-5 * peak);

        // gamma times the differences of the operator, which the wrapper computes itself.
        double[] differences = [.. sent.Differences];
        VectorKernels.Scale(0.5 * Math.Sqrt(0.1) / game.Constants.MeanLipschitz, differences.AsSpan());
        VectorKernels.Add<double>(sent.Sent, run.State(0, "error"), sent.Sent);
        Assert.True(Math.Sqrt(VectorKernels.SquaredDistance<double>(differences, sent.Sent)) < 1e-9);
    }

    [Fact]
    public void Masha2_with_identities_is_masha1()
    {
        IGame game = Instances.P1;
        var coins = new CommonCoins(1, 0.1);
        RoundRunner<double> one = Instances.Run(game, new Masha1<double>(new Masha1Options(), 0.1, 0.9, coins));
        RoundRunner<double> two = Instances.Run(game, new Masha2<double>(new Masha2Options(), 0.1, 0.9, coins));
        one.RunAll(300);
        two.RunAll(300);
        Assert.True(VectorKernels.SquaredDistance(one.Model, two.Model) < 1e-22);
        Assert.Equal(0, VectorKernels.Norm2<double>(two.State(3, "error")));
    }

    [Fact]
    public void Masha2_refuses_constraints()
    {
        IGame game = new MatrixGameOptions().Create(TestProblems.Context(2));
        StarlingException refused = Assert.Throws<StarlingException>(() => new Masha2Options { StepSize = 0.1 }.Create<double>(Instances.Setting(game)));
        Assert.Equal("STAR0108", refused.Error.Code);
    }

    private static (long Iterations, double UplinkBits) Recorded(
        IGame game, ulong seed, int kept, int keptByServer, double scale, bool isPermutation = false, MashaAnchor anchor = MashaAnchor.Next)
    {
        double refresh = isPermutation ? 1.0 / game.Nodes : (double)kept / game.Dimension;
        var draws = new RecordedDraws(seed, game.Nodes, game.Dimension, kept, keptByServer, refresh, isPermutation);
        RoundSetting setting = Instances.Setting(game) with
        {
            Up = new CompressorInfo { IsUnbiased = true, Omega = ((double)game.Dimension / kept) - 1 },
            Down = new CompressorInfo { IsUnbiased = true, Omega = ((double)game.Dimension / keptByServer) - 1 },
            IsUpShared = isPermutation,
        };
        var options = new Masha1Options { Scale = scale, Anchor = anchor };
        double gamma = scale * Math.Sqrt(refresh) / Math.Sqrt(options.Variance(setting, game.Constants));
        var masha = new Masha1<double>(options, gamma, 1 - refresh, draws.Coins);
        IRoundAlgorithm<double> algorithm = new CompressedUpdates<double>(masha, worker => new VectorCompressor(Whole, _ => draws.OfWorker(worker)));
        if (keptByServer < game.Dimension)
            algorithm = new CompressedAggregate<double>(algorithm, new VectorCompressor(Whole, _ => draws.OfServer()), seed);

        RoundRunner<double> run = Instances.Run(game, algorithm);
        long iterations = Instances.IterationsTo(game, run, 1e-6, 40_000);

        // Values alone, and the dense vectors of the anchors.
        double bits = 64.0 * ((isPermutation ? game.Dimension / game.Nodes : kept) * iterations) + (64.0 * game.Dimension * (run.Round - iterations));
        return (iterations, bits);
    }

    private static IRoundAlgorithm<double> Masha2(IGame game, ulong seed, int kept, int keptByServer, double scale)
    {
        double refresh = (double)kept / Dimension;
        var generator = new RecordedDraws(seed, game.Nodes, Dimension, Dimension, Dimension, refresh);
        double gamma = scale * Math.Sqrt(refresh) / game.Constants.MeanLipschitz;
        var masha = new Masha2<double>(new Masha2Options(), gamma, 1 - refresh, generator.Coins);
        IRoundAlgorithm<double> algorithm = Compressed(masha, new TopKOptions { K = kept });
        return keptByServer < Dimension
            ? new CompressedAggregate<double>(algorithm, new VectorCompressor(Whole, _ => new TopK(KeptCount.Of(keptByServer))), seed)
            : algorithm;
    }

    private static IRoundAlgorithm<double> Compressed(IRoundAlgorithm<double> algorithm, CompressorOptions options) => new CompressedUpdates<double>(
        algorithm, worker => new VectorCompressor(Whole, _ => Composition.Create(ImmutableArray.Create(options), new CompressorSetting { Worker = worker, Workers = 20 })));

    private static CompressorInfo Compressor(CompressorOptions options) => options.Create(CompressorSetting.Alone).Describe<double>(Dimension);

    /// <summary>Adds up what the first worker sends, and the differences of its operator that it was to send.</summary>
    private sealed class SentByFirst(IRoundAlgorithm<double> inner) : RoundAlgorithmWrapper<double>(inner)
    {
        private readonly double[] anchor = new double[Dimension];

        public double[] Sent { get; } = new double[Dimension];

        public double[] Differences { get; } = new double[Dimension];

        public override VectorSchema Vectors => Inner.Vectors;

        public override void AfterSending(WorkerRound<double> round)
        {
            base.AfterSending(round);
            if (round.Worker != 0)
                return;

            double[] now = new double[Dimension];
            round.Oracle.Gradient(round.Broadcast("point"), [], now);
            if (!Inner.IsCompressible(round.Round))
            {
                now.CopyTo(anchor, 0);
                return;
            }

            VectorKernels.Add<double>(Sent, round.Update("difference"), Sent);
            VectorKernels.Add<double>(Differences, now, Differences);
            VectorKernels.Subtract<double>(Differences, anchor, Differences);
        }
    }
}
