using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Tests.Problems;

namespace Starling.Algorithms.Tests.Variational;

/// <summary>The recorded games of compressed-vi.md, section 1.4, and runs on them.</summary>
internal static class Instances
{
    private static readonly Lazy<IGame> LazyP1 = new(() => Bilinear(20, 0.1));
    private static readonly Lazy<IGame> LazyP2 = new(() => Bilinear(20, 1.0));
    private static readonly Lazy<IGame> LazyP3 = new(() => Bilinear(100, 0.1));
    private static readonly Lazy<IGame> LazyQ1 = new(() => new QuadraticGameOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 11 }.Create(TestProblems.Context(20)));

    private static readonly Lazy<IGame> LazyQ2 = new(() => new QuadraticGameOptions
    {
        Generator = InstanceGenerator.Portable,
        InstanceSeed = 13,
        Spectrum = QuadraticGameSpectrum.Shared,
    }.Create(TestProblems.Context(20)));

    public static IGame P1 => LazyP1.Value;

    public static IGame P2 => LazyP2.Value;

    public static IGame P3 => LazyP3.Value;

    public static IGame Q1 => LazyQ1.Value;

    public static IGame Q2 => LazyQ2.Value;

    /// <summary>A run from z_0 = 0 on all nodes of a game.</summary>
    public static RoundRunner<double> Run(IGame game, IRoundAlgorithm<double> algorithm, ulong seed = 1)
    {
        double[] start = new double[game.Dimension];
        game.Start(start);
        return new RoundRunner<double>(algorithm, [.. Enumerable.Range(0, game.Nodes).Select(node => new OperatorOracle(game.Local(node)))], start, seed);
    }

    /// <summary>What a method may know of a game.</summary>
    public static RoundSetting Setting(IGame game, ulong seed = 1) => new()
    {
        Workers = game.Nodes,
        Participants = game.Nodes,
        Dimension = game.Dimension,
        Seed = seed,
        Constants = game.Constants,
        Set = game.Set,
        Samples = game.Local(0).SampleCount,
        PrimalDual = game.PrimalDual,
    };

    /// <summary>|z - z*|/|z_0 - z*| of z_0 = 0.</summary>
    public static double Distance(IGame game, ReadOnlySpan<double> z)
    {
        ReadOnlySpan<double> solution = game.Solution!.Value.Span;
        double off = 0;
        double whole = 0;
        for (int i = 0; i < z.Length; i++)
        {
            off += (z[i] - solution[i]) * (z[i] - solution[i]);
            whole += solution[i] * solution[i];
        }

        return Math.Sqrt(off / whole);
    }

    /// <summary>Iterations until the distance is reached; -1 where it is not within the rounds.</summary>
    public static long IterationsTo(IGame game, RoundRunner<double> run, double distance, int rounds)
    {
        while (run.Round < rounds)
        {
            run.RunAll(1);
            double now = Distance(game, run.Model);
            if (now <= distance)
                return run.Iterations;
            if (!(now < 1e6))
                break;
        }

        return -1;
    }

    private static IGame Bilinear(int nodes, double zeta) =>
        new BilinearOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 7, Zeta = zeta }.Create(TestProblems.Context(nodes));
}
