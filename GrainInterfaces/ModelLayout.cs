using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>Where a job's vectors lie: what a reader needs to fetch them from the shards.</summary>
[GenerateSerializer, Immutable, Alias("starling.ModelLayout")]
public sealed record ModelLayout
{
    /// <summary>The newest committed version.</summary>
    [Id(0)]
    public int Version { get; init; }

    /// <summary><c>F32</c> or <c>F64</c>.</summary>
    [Id(1)]
    public required string ElementType { get; init; }

    /// <summary>P, the number of elements of every vector.</summary>
    [Id(2)]
    public int Dimension { get; init; }

    /// <summary>S, the number of shards.</summary>
    [Id(3)]
    public int Shards { get; init; }

    /// <summary>The server vectors in declared order.</summary>
    [Id(4)]
    public ImmutableArray<string> Vectors { get; init; } = [];

    /// <summary>The named tensors: the model's first, then every other server vector as one flat tensor.</summary>
    [Id(5)]
    public ImmutableArray<ModelTensorPlace> Tensors { get; init; } = [];

    /// <summary>Whether a network of nodes holds the vectors, their average, and not shards.</summary>
    [Id(6)]
    public bool IsNetwork { get; init; }

    /// <summary>Where vectors are cut into slices; empty for equal slices.</summary>
    [Id(7)]
    public ImmutableArray<int> Cuts { get; init; } = [];

    /// <summary>The grain that holds a slice of the vectors.</summary>
    /// <param name="grains">Where grains are found.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="shard">The slice.</param>
    public IVectorGrain Holder(IGrainFactory grains, string jobId, int shard) => IsNetwork
        ? grains.GetGrain<INetworkGrain>(GrainKeys.Shard(jobId, shard))
        : grains.GetGrain<IShardGrain>(GrainKeys.Shard(jobId, shard));
}

/// <summary>A named tensor's place.</summary>
[GenerateSerializer, Immutable, Alias("starling.ModelTensorPlace")]
public sealed record ModelTensorPlace
{
    /// <summary>The name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The shape, outermost first.</summary>
    [Id(1)]
    public ImmutableArray<int> Shape { get; init; } = [];

    /// <summary>The position of the server vector that it is part of.</summary>
    [Id(2)]
    public int Vector { get; init; }

    /// <summary>Its first element in that vector.</summary>
    [Id(3)]
    public int Offset { get; init; }

    /// <summary>The number of elements.</summary>
    [Id(4)]
    public int Length { get; init; }
}
