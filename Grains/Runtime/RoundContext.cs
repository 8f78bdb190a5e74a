using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Errors;
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

    private protected RoundContext(string jobId, JobSpec spec, RunDefinition definition)
        : base(jobId, spec, definition)
    {
        Rule = definition.Aggregation.Create();
        workerAttack = definition.Workers.Byzantine.Attack.CreateWorker();
    }

    /// <summary>The size of what is worked on, for a person.</summary>
    public abstract string Summary { get; }

    /// <summary>n_i, and how many samples of each class a worker has.</summary>
    /// <param name="worker">Its number.</param>
    public abstract (int Count, ImmutableArray<int> Classes) SamplesOf(int worker);

    /// <inheritdoc/>
    public override IReadOnlyList<string> ResultVectors => Vectors.Server;

    /// <inheritdoc/>
    public override IVectorGrain Holder(IGrainFactory grains, int shard) => grains.GetGrain<IShardGrain>(GrainKeys.Shard(JobId, shard));

    /// <summary>The algorithm's vectors.</summary>
    public abstract VectorSchema Vectors { get; }

    /// <inheritdoc cref="IRoundAlgorithm{T}.NextReduction"/>
    public abstract int NextReduction(int round, IReadOnlyList<double> known);

    /// <inheritdoc cref="IRoundAlgorithm{T}.NeedsEverybody"/>
    public abstract bool NeedsEverybody(int round);

    /// <inheritdoc cref="IRoundAlgorithm{T}.IterationsIn"/>
    public abstract long IterationsIn(int rounds);

    /// <summary>The job's pre-aggregations and rule.</summary>
    public IAggregationRule Rule { get; }

    /// <summary>What a simulated Byzantine worker does by itself; null for honest ones, and for those whose attack the shards carry out.</summary>
    /// <param name="worker">Its number.</param>
    public IWorkerAttack? AttackOf(int worker) => Definition.Workers.Byzantine.Includes(worker, Definition.Workers.Count) ? workerAttack : null;

    /// <summary>The number of shards of a job.</summary>
    private protected static int ChooseShards(int wanted, int dimension) =>
        wanted > 0 ? Math.Min(wanted, dimension) : 1 + ((dimension - 1) / ParametersPerShard);
}

/// <summary>A <see cref="RoundContext"/> with its element type.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
public sealed class RoundContext<T> : RoundContext
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Of a run.</summary>
    public RoundContext(string jobId, JobSpec spec, RunDefinition definition, ServerPlan<T> plan)
        : base(jobId, spec, definition)
    {
        Plan = plan;
        int dimension = plan.Work.Layout.Count;
        if (dimension > VectorBuffer<T>.LongestLength)
        {
            throw new StarlingException(ErrorCatalog.JobTooLarge, string.Create(CultureInfo.InvariantCulture,
                $"The model has {dimension} parameters, and a vector of this version holds at most {VectorBuffer<T>.LongestLength} of {Unsafe.SizeOf<T>()} bytes."));
        }

        int shards = ChooseShards(spec.Shards, dimension);
        Layout = plan.HasPieces
            ? ShardLayout.AtPieces(dimension, shards, [.. plan.Pieces.Pieces.Select(piece => piece.Offset)])
            : new ShardLayout(dimension, shards);
        Pool = new VectorPool<T>(dimension);
    }

    /// <summary>The run with everything that its definition stands for.</summary>
    public ServerPlan<T> Plan { get; }

    /// <summary>The algorithm.</summary>
    public IRoundAlgorithm<T> Algorithm => Plan.Algorithm;

    /// <summary>Vectors of length P for updates and scratch.</summary>
    public VectorPool<T> Pool { get; }

    /// <inheritdoc/>
    public override VectorSchema Vectors => Algorithm.Vectors;

    /// <inheritdoc/>
    public override string Summary => Plan.Work.Summary;

    /// <inheritdoc/>
    public override (int Count, ImmutableArray<int> Classes) SamplesOf(int worker) => Plan.Work.SamplesOf(worker);

    /// <inheritdoc/>
    public override int NextReduction(int round, IReadOnlyList<double> known) => Algorithm.NextReduction(round, known);

    /// <inheritdoc/>
    public override bool NeedsEverybody(int round) => Algorithm.NeedsEverybody(round);

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => Algorithm.IterationsIn(rounds);

    /// <inheritdoc/>
    public override int ElementSize => Unsafe.SizeOf<T>();

    /// <summary>Writes a slice of the first model x_0, the same on every silo.</summary>
    /// <param name="slice">The slice, overwritten.</param>
    /// <param name="start">Its first parameter.</param>
    public void WriteStart(Span<T> slice, int start) => Plan.Work.WriteStart(slice, start);

    /// <summary>The local problem of a worker.</summary>
    public ILocalOracle<T> CreateOracle(int worker) => Plan.Work.CreateOracle(worker);

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
            Cuts = Layout.Cuts.IsDefault ? [] : Layout.Cuts,
            Vectors = [.. vectors],
            Tensors =
            [
                .. Plan.Work.Layout.Tensors.Select(tensor => new ModelTensorPlace
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
