using System.Collections.Immutable;
using System.Numerics;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Runs;

/// <summary>What the workers of a run work on, or its nodes: a model with data, or a game.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public abstract class RoundWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The tensors of the vectors.</summary>
    public abstract ParameterLayout Layout { get; }

    /// <summary>What a method may know of it.</summary>
    public virtual RoundSetting Setting => RoundSetting.Unknown;

    /// <summary>The size of it, for a person.</summary>
    public abstract string Summary { get; }

    /// <summary>Writes a slice of the first model x_0.</summary>
    /// <param name="slice">The slice, overwritten.</param>
    /// <param name="start">Its first parameter.</param>
    public abstract void WriteStart(Span<T> slice, int start);

    /// <summary>The local problem of a worker.</summary>
    /// <param name="worker">Its number.</param>
    public abstract ILocalOracle<T> CreateOracle(int worker);

    /// <summary>n_i, and how many samples of each class a worker has; no classes where there are none.</summary>
    /// <param name="worker">Its number.</param>
    public abstract (int Count, ImmutableArray<int> Classes) SamplesOf(int worker);

    /// <summary>How many rows there are, and how many of each class.</summary>
    protected static (int Count, ImmutableArray<int> Classes) CountOf(Dataset data, ReadOnlySpan<int> rows)
    {
        int[] counts = new int[data.ClassCount];
        foreach (int row in rows)
            counts[data.Labels[row]]++;
        return (rows.Length, [.. counts]);
    }
}

/// <summary>A model that is trained on data.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class ModelWork<T> : RoundWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RunDefinition run;
    private readonly int[][] partition;
    private readonly ModelWorkspacePool<T> workspaces;
    private readonly IWorkerAttack? attack;
    private readonly Lazy<Dataset> spoilt;

    /// <summary>Builds the model.</summary>
    /// <param name="run">The run; it has a built-in model.</param>
    /// <param name="data">The data.</param>
    /// <param name="partition">The training rows of every worker.</param>
    public ModelWork(RunDefinition run, DataSource data, int[][] partition)
    {
        this.run = run;
        this.partition = partition;
        Data = data;
        Model = ((BuiltInModelOptions)run.Model!).Create<T>(data.Train);
        workspaces = new ModelWorkspacePool<T>(Model, run.Algorithm is RoundAlgorithmOptions rounds
            ? rounds.LargestMinibatch()
            : ((DecentralizedOptions)run.Algorithm).LargestMinibatch());
        attack = run.Workers.Byzantine.Attack.CreateWorker();
        spoilt = new Lazy<Dataset>(() => attack?.SeenBy(data.Train, run.Seed) ?? data.Train);
    }

    /// <summary>The data.</summary>
    public DataSource Data { get; }

    /// <summary>The model.</summary>
    public IModel<T> Model { get; }

    /// <inheritdoc/>
    public override ParameterLayout Layout => Model.Layout;

    /// <inheritdoc/>
    public override string Summary => FormattableString.Invariant($"{Data.Train.Count} training samples");

    /// <inheritdoc/>
    public override void WriteStart(Span<T> slice, int start) =>
        Model.Initialize(slice, start, new RandomStream(run.Seed, RandomPurpose.ModelInitialization));

    /// <summary>The local problem of a worker; a Byzantine one may see spoilt data.</summary>
    /// <param name="worker">Its number.</param>
    public override ILocalOracle<T> CreateOracle(int worker) => new ModelOracle<T>(
        Model,
        attack is not null && run.Workers.Byzantine.Includes(worker, run.Workers.Count) ? spoilt.Value : Data.Train,
        partition[worker],
        workspaces);

    /// <inheritdoc/>
    public override (int Count, ImmutableArray<int> Classes) SamplesOf(int worker) => CountOf(Data.Train, partition[worker]);
}

/// <summary>A game, or a convex problem as the game of its gradients.</summary>
public sealed class GameWork : RoundWork<double>
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
