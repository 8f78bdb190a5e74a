using System.Collections.Immutable;
using Starling.Algorithms.Models;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Runs;

/// <summary>A game, or a convex problem as the game of its gradients.</summary>
public sealed class GameWork : Workload<double>
{
    /// <summary>Of a game.</summary>
    /// <param name="game">The game.</param>
    /// <param name="problem">The convex problem whose gradients it is; null for others.</param>
    public GameWork(IGame game, IDistributedProblem? problem = null)
    {
        Game = game;
        Problem = problem;
        Layout = new ParameterLayout(("z", [game.Dimension]));
    }

    /// <summary>The game.</summary>
    public IGame Game { get; }

    /// <summary>The convex problem whose gradients it is; null for others.</summary>
    public IDistributedProblem? Problem { get; }

    /// <inheritdoc/>
    public override ParameterLayout Layout { get; }

    /// <summary>How good a point is, and the objective of a convex problem. For any thread.</summary>
    /// <param name="point">z.</param>
    public (GameMeasurement Measure, double? Objective) Measure(ReadOnlySpan<double> point) =>
        (new GameMetrics(Game).Measure(point), Problem is null ? null : ProblemObjective.Value(Problem, point));

    /// <inheritdoc/>
    public override RoundSetting Setting => new() { Constants = Game.Constants, Set = Game.Set, Samples = Game.Local(0).SampleCount, PrimalDual = Game.PrimalDual };

    /// <inheritdoc/>
    public override string Summary => FormattableString.Invariant(
        $"L {Game.Constants.Lipschitz:0.######}, mean L {Game.Constants.MeanLipschitz:0.######}, mu {Game.Constants.StrongMonotonicity:0.######}, l {Game.Constants.Cocoercivity:0.######}");

    /// <inheritdoc/>
    public override void WriteStart(Span<double> slice, int start)
    {
        double[] whole = new double[Game.Dimension];
        Game.Start(whole);
        whole.AsSpan(start, slice.Length).CopyTo(slice);
    }

    /// <inheritdoc/>
    public override ILocalOracle<double> CreateOracle(int worker) => new OperatorOracle(Game.Local(worker));

    /// <inheritdoc/>
    public override (int Count, ImmutableArray<int> Classes) SamplesOf(int worker) => (Game.Local(worker).SampleCount, []);
}
