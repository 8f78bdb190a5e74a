using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;

namespace Starling.Grains.Workers;

/// <summary>
/// A worker's vectors between rounds, each change tied to the round and the epoch that made it. A change counts only once the
/// job has accepted the update that went with it: exactly once for every round, whatever is repeated, late or lost. Zero at first.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="vectorCount">How many vectors the algorithm declares.</param>
/// <param name="pool">Where the memory comes from.</param>
internal sealed class WorkerState<T>(int vectorCount, VectorPool<T> pool)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private VectorBuffer<T>[]? settled;
    private VectorBuffer<T>[]? pending;
    private int settledEpoch;
    private int pendingRound = -1;
    private int pendingEpoch;

    /// <summary>The newest round whose change counts; -1 before the first.</summary>
    public int SettledRound { get; private set; } = -1;

    /// <summary>The vectors after <see cref="SettledRound"/>; null while they are zero.</summary>
    public IReadOnlyList<VectorBuffer<T>>? Settled => settled;

    /// <summary>Settles what the job says of earlier rounds.</summary>
    /// <param name="order">What is accepted, and in which epoch.</param>
    /// <returns>False where the state after the newest accepted round is not here and has to be restored.</returns>
    public bool TrySettle(RoundOrder order)
    {
        // What an earlier epoch made of rounds that this one does again is of a history that no longer holds.
        if (pendingEpoch != order.Epoch && pendingRound >= order.BaseVersion)
            Drop(ref pending);
        if (settledEpoch != order.Epoch && SettledRound >= order.BaseVersion)
            Clear();

        if (pending is not null && pendingRound == order.LastAcceptedRound)
        {
            Drop(ref settled);
            (settled, pending) = (pending, null);
            (SettledRound, settledEpoch) = (pendingRound, pendingEpoch);
        }

        Drop(ref pending);
        if (order.LastAcceptedRound < 0)
            Clear();
        else if (vectorCount == 0)
            SettledRound = order.LastAcceptedRound;

        return SettledRound == order.LastAcceptedRound;
    }

    /// <summary>Takes the state after a round as a checkpoint has it.</summary>
    /// <param name="order">The order that needs it.</param>
    /// <param name="vectors">The vectors, of the pool; they belong to the state now.</param>
    public void Restore(RoundOrder order, VectorBuffer<T>[] vectors)
    {
        Clear();
        settled = vectors;
        (SettledRound, settledEpoch) = (order.LastAcceptedRound, order.Epoch);
    }

    /// <summary>Hands out a copy of the settled state for a new round.</summary>
    /// <returns>Vectors that the algorithm advances in place; they become the state when the job accepts the round.</returns>
    public IReadOnlyList<VectorBuffer<T>> Begin(RoundOrder order)
    {
        Drop(ref pending);
        pending = new VectorBuffer<T>[vectorCount];
        (pendingRound, pendingEpoch) = (order.Round, order.Epoch);
        for (int v = 0; v < vectorCount; v++)
        {
            pending[v] = pool.Rent();
            if (settled is null)
                pending[v].Span.Clear();
            else
                settled[v].Span.CopyTo(pending[v].Span);
        }

        return pending;
    }

    /// <summary>Gives the memory back; the state is zero again.</summary>
    public void Clear()
    {
        Drop(ref settled);
        Drop(ref pending);
        SettledRound = -1;
    }

    private void Drop(ref VectorBuffer<T>[]? vectors)
    {
        foreach (VectorBuffer<T> vector in vectors ?? [])
            pool.Return(vector);

        vectors = null;
    }
}
