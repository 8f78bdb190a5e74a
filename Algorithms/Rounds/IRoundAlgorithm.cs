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

    /// <summary>
    /// How many sums over all coordinates the server step needs next. Most algorithms need none or some once; a projection needs them again and again, until
    /// it is found.
    /// </summary>
    /// <param name="round">t.</param>
    /// <param name="known">The sums so far, one after the other.</param>
    /// <returns>How many more; 0 when they are enough.</returns>
    int NextReduction(int round, IReadOnlyList<double> known) => known.Count == 0 ? ReductionCount : 0;

    /// <summary>Whether a round needs every worker, whatever share of them takes part otherwise.</summary>
    /// <param name="round">t.</param>
    bool NeedsEverybody(int round) => false;

    /// <summary>Whether the updates and aggregates of a round may be compressed, where the job has compressors; otherwise they travel as they are.</summary>
    /// <param name="round">t.</param>
    bool IsCompressible(int round) => true;

    /// <summary>How many iterations of the algorithm lie in the first rounds; a round is an exchange with the server, and some methods skip or repeat it.</summary>
    /// <param name="rounds">t, how many rounds.</param>
    long IterationsIn(int rounds) => rounds;

    /// <summary>Computes the worker's update of a round and its new state.</summary>
    void WorkerStep(WorkerRound<T> round);

    /// <summary>
    /// Called behind <see cref="WorkerStep"/> when the update vectors hold what the server will see of them: what compression left. For memories of what was
    /// lost.
    /// </summary>
    void AfterSending(WorkerRound<T> round)
    {
    }

    /// <summary>
    /// Writes this slice's part of the next sums; called before <see cref="ServerStep"/>, and only if there are any. The runtime adds
    /// the parts up in the order of the slices and hands the sums, behind those known before, to every slice as
    /// <see cref="ServerRound{T}.Reductions"/>.
    /// </summary>
    /// <param name="round">The round at the server, for one slice; nothing in it may be changed here.</param>
    /// <param name="partial">As many numbers as <see cref="NextReduction"/> asked for, overwritten.</param>
    void ServerReduce(ServerRound<T> round, Span<double> partial)
    {
    }

    /// <summary>
    /// Called before everything else at the server, on any slice: changes the aggregates before they are compressed on their way down. For memories of what
    /// was lost there.
    /// </summary>
    void ServerPrepare(ServerRound<T> round)
    {
    }

    /// <summary>
    /// Advances the server vectors by one round. Called for any slice of the vectors, so it must be coordinate-wise, but for
    /// what it reads from <see cref="ServerRound{T}.Reductions"/>.
    /// </summary>
    void ServerStep(ServerRound<T> round);
}
