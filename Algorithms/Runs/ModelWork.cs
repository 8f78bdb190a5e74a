using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Runs;

/// <summary>A built-in model that is trained on data.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class ModelWork<T> : TrainingWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ModelWorkspacePool<T> workspaces;

    /// <summary>Builds the model.</summary>
    /// <param name="run">The run; it has a built-in model.</param>
    /// <param name="data">The data.</param>
    /// <param name="partition">The training rows of every worker.</param>
    public ModelWork(RunDefinition run, DataSource data, int[][] partition)
        : base(run, data, partition)
    {
        Model = ((BuiltInModelOptions)run.Model!).Create<T>(data.Train);
        workspaces = new ModelWorkspacePool<T>(Model, run.Algorithm is RoundAlgorithmOptions rounds
            ? rounds.LargestMinibatch()
            : ((DecentralizedOptions)run.Algorithm).LargestMinibatch());
    }

    /// <summary>The model.</summary>
    public IModel<T> Model { get; }

    /// <inheritdoc/>
    public override ParameterLayout Layout => Model.Layout;

    /// <inheritdoc/>
    public override string Summary => FormattableString.Invariant($"{Data.Train.Count} training samples");

    /// <inheritdoc/>
    public override void WriteStart(Span<T> slice, int start) =>
        Model.Initialize(slice, start, new RandomStream(Run.Seed, RandomPurpose.ModelInitialization));

    /// <inheritdoc/>
    public override ILocalOracle<T> CreateOracle(int worker) => new ModelOracle<T>(Model, SeenBy(worker), Partition[worker], workspaces);
}
