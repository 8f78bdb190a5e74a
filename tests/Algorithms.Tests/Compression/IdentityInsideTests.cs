using Starling.Algorithms.Compression;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Compressing;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Tests.Variational;
using Starling.Algorithms.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>Check C8 of compression.md, section 5: the identity inside any method changes nothing.</summary>
public sealed class IdentityInsideTests
{
    private const int Nodes = 4;
    private const int Rounds = 12;

    public static TheoryData<string> Methods => [.. AlgorithmTable.Rounds.Entries.Select(entry => entry.Kind)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void C8_the_identity_up_and_down_with_and_without_memory_gives_the_bits_of_no_compressor(string kind)
    {
        IGame game = GameOf(kind);
        var pieces = CompressionPieces.Of(new GameWork(game).Layout, [new IdentityOptions()]);
        var identity = new VectorCompressor(pieces, _ => new Identity());
        RoundRunner<double> plain = Instances.Run(game, Create(kind, game));
        RoundRunner<double> up = Instances.Run(game, new CompressedUpdates<double>(Create(kind, game), _ => identity));
        RoundRunner<double> remembered = Instances.Run(game, new CompressedUpdates<double>(new RememberedErrors<double>(Create(kind, game)), _ => identity));
        RoundRunner<double> both = Instances.Run(game, new CompressedAggregate<double>(new CompressedUpdates<double>(Create(kind, game), _ => identity), identity, seed: 1));
        double[] start = [.. plain.Model];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (RoundRunner<double> run in (RoundRunner<double>[])[plain, up, remembered, both])
                run.RunAll(1);
            Assert.Equal(plain.Model, up.Model);
            Assert.Equal(plain.Model, remembered.Model);
            Assert.Equal(plain.Model, both.Model);
        }

        Assert.NotEqual(start, plain.Model.ToArray());

        // Messages have heads. With a compressor that saves nothing marina's rounds are all dense.
        Assert.Equal(kind == "marina", plain.BytesUp == up.BytesUp);
    }

    private static IGame GameOf(string kind) => kind switch
    {
        "alpd" => new QuadraticPenaltyOptions { Dimension = 6, Rows = 4, StartSeed = 1 }.Create(TestProblems.Context(Nodes)),
        "diana" or "marina" or "ef21" => new GradientGame(new DenseQuadraticOptions { Dimension = 8 }.Create(TestProblems.Context(Nodes))),
        _ => new QuadraticGameOptions { Samples = 5, Dimension = 4 }.Create(TestProblems.Context(Nodes)),
    };

    private static IRoundAlgorithm<double> Create(string kind, IGame game)
    {
        var options = (RoundAlgorithmOptions)Activator.CreateInstance(AlgorithmTable.Rounds.Entries.Single(entry => entry.Kind == kind).OptionsType)!;
        return options switch
        {
            VariationalOptions variational => variational.Create<double>(Instances.Setting(game)),
            LocalTrainingOptions training => (training with { LocalEpochs = 2, BatchSize = 2 }).Create<double>(),
            _ => options.Create<double>(),
        };
    }
}
