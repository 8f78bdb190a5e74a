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

    /// <summary>
    /// How many sums over all coordinates the server step needs, 0 for none. A norm over all parameters is one; it cannot be
    /// taken in a slice alone.
    /// </summary>
    int ReductionCount => 0;

    /// <summary>Computes the worker's update of a round and its new state.</summary>
    void WorkerStep(WorkerRound<T> round);

    /// <summary>
    /// Writes this slice's part of the sums; called before <see cref="ServerStep"/>, and only if there are any. The runtime adds
    /// the parts up in the order of the slices and hands the sums to the step of every slice as
    /// <see cref="ServerRound{T}.Reductions"/>.
    /// </summary>
    /// <param name="round">The round at the server, for one slice; nothing in it may be changed here.</param>
    /// <param name="partial"><see cref="ReductionCount"/> numbers, overwritten.</param>
    void ServerReduce(ServerRound<T> round, Span<double> partial)
    {
    }

    /// <summary>
    /// Advances the server vectors by one round. Called for any slice of the vectors, so it must be coordinate-wise, but for
    /// what it reads from <see cref="ServerRound{T}.Reductions"/>.
    /// </summary>
    void ServerStep(ServerRound<T> round);
}
