using System.Numerics;

namespace Starling.Algorithms.Rounds.Wrapping;

/// <summary>An algorithm inside another one, which adds something to it: a vector, a step before or after.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="inner">The algorithm.</param>
public abstract class RoundAlgorithmWrapper<T>(IRoundAlgorithm<T> inner) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public abstract VectorSchema Vectors { get; }

    /// <inheritdoc/>
    public int ReductionCount => inner.ReductionCount;

    /// <summary>The algorithm.</summary>
    protected IRoundAlgorithm<T> Inner => inner;

    /// <inheritdoc/>
    public virtual int NextReduction(int round, IReadOnlyList<double> known) => inner.NextReduction(round, known);

    /// <inheritdoc/>
    public bool NeedsEverybody(int round) => inner.NeedsEverybody(round);

    /// <inheritdoc/>
    public bool IsCompressible(int round) => inner.IsCompressible(round);

    /// <inheritdoc/>
    public long IterationsIn(int rounds) => inner.IterationsIn(rounds);

    /// <inheritdoc/>
    public virtual void WorkerStep(WorkerRound<T> round) => inner.WorkerStep(round);

    /// <inheritdoc/>
    public virtual void AfterSending(WorkerRound<T> round) => inner.AfterSending(round);

    /// <inheritdoc/>
    public virtual void ServerPrepare(ServerRound<T> round) => inner.ServerPrepare(round);

    /// <inheritdoc/>
    public virtual void ServerReduce(ServerRound<T> round, Span<double> partial) => inner.ServerReduce(round, partial);

    /// <inheritdoc/>
    public virtual void ServerStep(ServerRound<T> round) => inner.ServerStep(round);
}
