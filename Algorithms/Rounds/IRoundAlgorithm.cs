using System.Numerics;

namespace Starling.Algorithms.Rounds;

/// <summary>
/// A server-worker algorithm: what a worker computes from what it received and from its own state, and what the server does
/// with the aggregate. Both are pure functions of their arguments; an instance is shared by all threads.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
public interface IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The vectors of the algorithm.</summary>
    VectorSchema Vectors { get; }

    /// <summary>Computes the worker's update of a round and its new state.</summary>
    void WorkerStep(WorkerRound<T> round);

    /// <summary>
    /// Advances the server vectors by one round. Called for any slice of the vectors, so it must be coordinate-wise.
    /// </summary>
    void ServerStep(ServerRound<T> round);
}
