using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Compressing;

namespace Starling.Grains.Runtime;

/// <summary>What a silo has of a version that a job broadcasts.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="Vectors">The broadcast vectors, in the order of the algorithm's declaration. They must not be changed.</param>
/// <param name="Held">What a silo needs to follow the shards step by step (<see cref="IDownlink{T}.Held"/>); null where it does not.</param>
/// <param name="Bytes">How many bytes came for it.</param>
public sealed record BroadcastVersion<T>(IReadOnlyList<VectorBuffer<T>> Vectors, IReadOnlyList<VectorBuffer<T>>? Held, long Bytes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
