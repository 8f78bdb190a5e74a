using System.Collections.Immutable;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Models;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Compressing;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Variational;

/// <summary>The recorded runs of compression.md, section 4: ten quadratics of 50 variables, k = 5, to a distance of 1e-6.</summary>
public sealed class MinimisationTests
{
    private static readonly CompressionPieces Whole = CompressionPieces.Of(new ParameterLayout(("z", [50])));
    private static readonly Lazy<IGame> LazyGame = new(() => new GradientGame(
        new DenseQuadraticOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 29 }.Create(TestProblems.Context(10))));

    private static IGame Game => LazyGame.Value;

    [Fact]
    public void Descent_takes_the_recorded_iterations()
    {
        Assert.Equal(15, Iterations(new GradientDescentAscent<double>(new GradientDescentAscentOptions(), 1 / Game.Constants.Lipschitz, null), null, 100));
    }

    [Theory]
    [InlineData(1, 559, 0.02)]
    [InlineData(8, 78, 0.02)]
    [InlineData(16, 84, 0.02)]
    public void Ef21_takes_the_recorded_iterations(double scale, int recorded, double tolerance)
    {
        long iterations = Iterations(Create(new Ef21Options { Scale = scale }, new TopKOptions { K = 5 }), new TopKOptions { K = 5 }, 2000);
        Assert.InRange(iterations, (recorded * (1 - tolerance)) - 1, (recorded * (1 + tolerance)) + 1);
    }

    [Fact]
    public void Diana_takes_the_recorded_iterations() =>
        Assert.InRange(Iterations(Create(new DianaOptions(), new RandKOptions { K = 5 }), new RandKOptions { K = 5 }, 2000), 0.75 * 267, 1.25 * 267);

    [Fact]
    public void Marina_takes_the_recorded_iterations()
    {
        double mean = Enumerable.Range(1, 5).Average(seed => Iterations(Create(new MarinaOptions(), new RandKOptions { K = 5 }, (ulong)seed), new RandKOptions { K = 5 }, 2000, (ulong)seed));
        Assert.InRange(mean, 0.75 * 117, 1.25 * 117);
    }

    [Fact]
    public void Without_a_memory_compressed_descent_does_not_converge()
    {
        var descent = new GradientDescentAscent<double>(new GradientDescentAscentOptions(), 1 / Game.Constants.Lipschitz, null);
        RoundRunner<double> run = Instances.Run(Game, Compressed(descent, new TopKOptions { K = 5 }));
        run.RunAll(3000);
        Assert.Equal(0.83, Instances.Distance(Game, run.Model), 0.03);
        Assert.Equal(-1, Iterations(new GradientDescentAscent<double>(new GradientDescentAscentOptions(), 0.772, null), new RandKOptions { K = 5 }, 3000));
    }

    [Theory]
    [InlineData(0.02, 0.035)]
    [InlineData(0.25, 0.47)]
    public void Error_feedback_ends_at_the_recorded_floor(double share, double recorded)
    {
        var descent = new GradientDescentAscent<double>(new GradientDescentAscentOptions(), share / Game.Constants.Lipschitz, null);
        RoundRunner<double> run = Instances.Run(Game, Compressed(new RememberedErrors<double>(descent), new TopKOptions { K = 5 }));
        run.RunAll(4000);
        double mean = Enumerable.Range(0, 500).Average(_ =>
        {
            run.RunAll(1);
            return Instances.Distance(Game, run.Model);
        });
        Assert.InRange(mean, 0.5 * recorded, 1.5 * recorded);
    }

    private static IRoundAlgorithm<double> Create(VariationalOptions options, CompressorOptions compressor, ulong seed = 1) => options.Create<double>(
        Instances.Setting(Game, seed) with { Up = compressor.Create(CompressorSetting.Alone).Describe<double>(50), UpShare = 0.1 });

    private static long Iterations(IRoundAlgorithm<double> algorithm, CompressorOptions? compressor, int rounds, ulong seed = 1) =>
        Instances.IterationsTo(Game, Instances.Run(Game, compressor is null ? algorithm : Compressed(algorithm, compressor), seed), 1e-6, rounds);

    private static CompressedUpdates<double> Compressed(IRoundAlgorithm<double> algorithm, CompressorOptions options) => new(
        algorithm, worker => new VectorCompressor(Whole, _ => Composition.Create(ImmutableArray.Create(options), new CompressorSetting { Worker = worker, Workers = 10 })));
}
