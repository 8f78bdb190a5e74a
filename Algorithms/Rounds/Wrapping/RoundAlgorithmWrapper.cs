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
    public virtual void WorkerStep(WorkerRound<T> round) => inner.WorkerStep(round);

    /// <inheritdoc/>
    public virtual void ServerReduce(ServerRound<T> round, Span<double> partial) => inner.ServerReduce(round, partial);

    /// <inheritdoc/>
    public virtual void ServerStep(ServerRound<T> round) => inner.ServerStep(round);
}
