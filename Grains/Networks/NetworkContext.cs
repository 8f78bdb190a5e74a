using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Networks;

/// <summary>What a silo knows of a decentralized job: its network of nodes, and what they minimise.</summary>
public abstract class NetworkContext : JobContext
{
    private protected NetworkContext(string jobId, JobSpec spec, RunDefinition definition, int dimension)
        : base(jobId, spec, definition) => Layout = new ShardLayout(dimension, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<string> ResultVectors => ["x"];

    /// <summary>Whether nodes have clocks of their own.</summary>
    public bool IsLive => Definition.Topology is { Clock: EventClockChoice.Live };

    /// <summary>n and m, and what is minimised, for a person.</summary>
    public abstract string Summary { get; }

    /// <summary>n_i, and how many samples of each class a node has; none of a problem without data, and no classes of any problem.</summary>
    public abstract (int Count, ImmutableArray<int> Classes) SamplesOf(int node);

    /// <summary>What another method would have cost, for a person; null where that is not known. May take seconds: for the compute pool.</summary>
    /// <param name="distance">The distance to the solution that the job came to; null where it is not known.</param>
    /// <param name="totals">What it took.</param>
    public abstract string? Advise(double? distance, JobTotals totals);

    /// <inheritdoc/>
    public override IVectorGrain Holder(IGrainFactory grains, int shard) => grains.GetGrain<INetworkGrain>(GrainKeys.Shard(JobId, shard));
}

/// <summary>A <see cref="NetworkContext"/> with its element type.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class NetworkContext<T> : NetworkContext
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Of a run.</summary>
    public NetworkContext(string jobId, JobSpec spec, RunDefinition definition, DecentralizedPlan<T> plan)
        : base(jobId, spec, definition, plan.Dimension) => Plan = plan;

    /// <summary>The run with everything that its definition stands for.</summary>
    public DecentralizedPlan<T> Plan { get; }

    /// <summary>The problem; null where a model is trained.</summary>
    public IDistributedProblem? Problem { get; init; }

    /// <summary>x*; empty where it is not known.</summary>
    public ReadOnlySpan<double> Solution => Problem?.Solution is { } solution ? solution.Point.Span : [];

    /// <summary>The model and the samples of every node; null where a problem is solved.</summary>
    public Workload<T>? Work { get; init; }

    /// <inheritdoc/>
    public override (int Count, ImmutableArray<int> Classes) SamplesOf(int node) =>
        Problem is not null ? (Problem.Local(node).SampleCount, []) : Work!.SamplesOf(node);

    /// <inheritdoc/>
    public override int ElementSize => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override string Summary => FormattableString.Invariant(
        $"{Plan.Setting.Graph.NodeCount} nodes, {Plan.Setting.Graph.EdgeCount} edges, {Plan.Dimension} parameters.");

    /// <inheritdoc/>
    public override string? Advise(double? distance, JobTotals totals) => Plan.Advise(distance, totals.Gradients, totals.Communications)?.ToString();

    /// <inheritdoc/>
    public override ModelLayout DescribeModel(int version) => new()
    {
        Version = version,
        ElementType = typeof(T) == typeof(float) ? "F32" : "F64",
        Dimension = Layout.Dimension,
        Shards = Layout.Shards,
        Vectors = [.. ResultVectors],
        IsNetwork = true,
        Tensors = Work is null
            ? [new ModelTensorPlace { Name = "x", Shape = [Layout.Dimension], Length = Layout.Dimension }]
            :
            [
                .. Work.Layout.Tensors.Select(tensor => new ModelTensorPlace
                {
                    Name = tensor.Name, Shape = [.. tensor.Shape], Offset = tensor.Offset, Length = tensor.Length,
                }),
            ],
    };
}
