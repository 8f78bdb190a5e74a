using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Grains.Workers;

/// <summary>
/// A worker's vectors between rounds, each change tied to the round that made it. A change counts only once the job has
/// accepted the update that went with it: exactly once for every round, whatever is repeated or late. Zero at first.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="vectorCount">How many vectors the algorithm declares.</param>
/// <param name="pool">Where the memory comes from.</param>
internal sealed class WorkerState<T>(int vectorCount, VectorPool<T> pool)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private VectorBuffer<T>[]? settled;
    private VectorBuffer<T>[]? pending;
    private int pendingRound = -1;

    /// <summary>The newest round whose change counts; -1 before the first.</summary>
    public int SettledRound { get; private set; } = -1;

    /// <summary>Settles what the job says of earlier rounds, and hands out a copy of the state for a new one.</summary>
    /// <param name="round">The new round.</param>
    /// <param name="lastAcceptedRound">The newest round in which the job accepted this worker; -1 for none.</param>
    /// <returns>Vectors that the algorithm advances in place; they become the state when the job accepts the round.</returns>
    /// <exception cref="InvalidOperationException">The job accepted a round of which this worker has no state.</exception>
    public IReadOnlyList<VectorBuffer<T>> Begin(int round, int lastAcceptedRound)
    {
        Settle(lastAcceptedRound);
        pending = new VectorBuffer<T>[vectorCount];
        pendingRound = round;
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

    /// <summary>Gives the memory back.</summary>
    public void Clear()
    {
        Drop(ref settled);
        Drop(ref pending);
    }

    private void Settle(int lastAcceptedRound)
    {
        if (pending is not null && pendingRound == lastAcceptedRound)
        {
            Drop(ref settled);
            settled = pending;
            pending = null;
            SettledRound = lastAcceptedRound;
        }

        Drop(ref pending);
        if (SettledRound != lastAcceptedRound && vectorCount > 0)
        {
            throw new InvalidOperationException(
                $"The job accepted this worker in round {lastAcceptedRound}, but its state is of round {SettledRound}.");
        }
    }

    private void Drop(ref VectorBuffer<T>[]? vectors)
    {
        foreach (VectorBuffer<T> vector in vectors ?? [])
            pool.Return(vector);

        vectors = null;
    }
}
