using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Data;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;

namespace Starling.Grains.Runtime;

/// <summary>What a silo knows of a job of rounds between a server and workers.</summary>
public abstract class RoundContext : JobContext
{
    /// <summary>How many parameters a shard holds at most where the job leaves the number of shards open.</summary>
    private const int ParametersPerShard = 4 << 20;

    private readonly IWorkerAttack? workerAttack;
    private readonly Lazy<Dataset> spoilt;

    private protected RoundContext(string jobId, JobSpec spec, RunDefinition definition, DataSource data, int[][] partition)
        : base(jobId, spec, definition)
    {
        Data = data;
        Partition = partition;
        Rule = definition.Aggregation.Create();
        workerAttack = definition.Workers.Byzantine.Attack.CreateWorker();
        spoilt = new Lazy<Dataset>(() => workerAttack?.SeenBy(data.Train, definition.Seed) ?? data.Train);
    }

    /// <summary>The data.</summary>
    public DataSource Data { get; }

    /// <summary>The training rows of every worker.</summary>
    public int[][] Partition { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ResultVectors => Vectors.Server;

    /// <inheritdoc/>
    public override IVectorGrain Holder(IGrainFactory grains, int shard) => grains.GetGrain<IShardGrain>(GrainKeys.Shard(JobId, shard));

    /// <summary>The algorithm's vectors.</summary>
    public abstract VectorSchema Vectors { get; }

    /// <summary>How many sums over all coordinates the algorithm's server step needs.</summary>
    public abstract int ReductionCount { get; }

    /// <summary>The job's pre-aggregations and rule.</summary>
    public IAggregationRule Rule { get; }

    /// <summary>What a simulated Byzantine worker does by itself; null for honest ones, and for those whose attack the shards carry out.</summary>
    /// <param name="worker">Its number.</param>
    public IWorkerAttack? AttackOf(int worker) => Definition.Workers.Byzantine.Includes(worker, Definition.Workers.Count) ? workerAttack : null;

    /// <summary>The training data as a worker sees them: a Byzantine one may see spoilt ones.</summary>
    private protected Dataset DataOf(int worker) => AttackOf(worker) is null ? Data.Train : spoilt.Value;

    /// <summary>The number of shards of a job.</summary>
    private protected static int ChooseShards(int wanted, int dimension) =>
        wanted > 0 ? Math.Min(wanted, dimension) : 1 + ((dimension - 1) / ParametersPerShard);
}

/// <summary>A <see cref="RoundContext"/> with its element type.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
public sealed class RoundContext<T> : RoundContext
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ModelWorkspacePool<T> workspaces;

    /// <summary>Builds the parts.</summary>
    public RoundContext(string jobId, JobSpec spec, RunDefinition definition, DataSource data, int[][] partition)
        : base(jobId, spec, definition, data, partition)
    {
        Algorithm = definition.CreateAlgorithm<T>();
        Model = definition.Model!.Create<T>(data.Train);
        int dimension = Model.Layout.Count;
        Layout = new ShardLayout(dimension, ChooseShards(spec.Shards, dimension));
        Pool = new VectorPool<T>(dimension);
        workspaces = new ModelWorkspacePool<T>(Model, ((RoundAlgorithmOptions)definition.Algorithm).LargestMinibatch());
    }

    /// <summary>The algorithm.</summary>
    public IRoundAlgorithm<T> Algorithm { get; }

    /// <summary>The model.</summary>
    public IModel<T> Model { get; }

    /// <summary>Vectors of length P for updates and scratch.</summary>
    public VectorPool<T> Pool { get; }

    /// <inheritdoc/>
    public override VectorSchema Vectors => Algorithm.Vectors;

    /// <inheritdoc/>
    public override int ReductionCount => Algorithm.ReductionCount;

    /// <inheritdoc/>
    public override int ElementSize => Unsafe.SizeOf<T>();

    /// <summary>Writes a slice of the first model x_0, the same on every silo.</summary>
    /// <param name="slice">The slice, overwritten.</param>
    /// <param name="start">Its first parameter.</param>
    public void WriteStart(Span<T> slice, int start) =>
        Model.Initialize(slice, start, new RandomStream(Definition.Seed, RandomPurpose.ModelInitialization));

    /// <summary>The local problem of a worker.</summary>
    public ILocalOracle<T> CreateOracle(int worker) => new ModelOracle<T>(Model, DataOf(worker), Partition[worker], workspaces);

    /// <inheritdoc/>
    public override ModelLayout DescribeModel(int version)
    {
        IReadOnlyList<string> vectors = Vectors.Server;
        return new ModelLayout
        {
            Version = version,
            ElementType = typeof(T) == typeof(float) ? "F32" : "F64",
            Dimension = Layout.Dimension,
            Shards = Layout.Shards,
            Vectors = [.. vectors],
            Tensors =
            [
                .. Model.Layout.Tensors.Select(tensor => new ModelTensorPlace
                {
                    Name = tensor.Name,
                    Shape = [.. tensor.Shape],
                    Vector = 0,
                    Offset = tensor.Offset,
                    Length = tensor.Length,
                }),
                .. vectors.Skip(1).Select((name, index) => new ModelTensorPlace
                {
                    Name = $"server.{name}",
                    Shape = [Layout.Dimension],
                    Vector = index + 1,
                    Offset = 0,
                    Length = Layout.Dimension,
                }),
            ],
        };
    }
}
