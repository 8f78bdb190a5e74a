using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Grains.Runtime;

/// <summary>What a silo has of a version that a job broadcasts.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="Vectors">The broadcast vectors, in the order of the algorithm's declaration. They must not be changed.</param>
/// <param name="Server">All server vectors, where the silo follows the shards step by step; null where it does not.</param>
/// <param name="Bytes">How many bytes came for it.</param>
public sealed record BroadcastVersion<T>(IReadOnlyList<VectorBuffer<T>> Vectors, IReadOnlyList<VectorBuffer<T>>? Server, long Bytes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
