using System.Numerics;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds;

/// <summary>One round at one worker: what it received, what it may ask its oracle, and where its update and its state go.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
public sealed class WorkerRound<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly VectorSchema schema;
    private readonly IReadOnlyList<VectorBuffer<T>> broadcast;
    private readonly IReadOnlyList<VectorBuffer<T>> state;
    private readonly IReadOnlyList<VectorBuffer<T>> update;
    private readonly VectorPool<T> pool;
    private readonly List<VectorBuffer<T>?> scratch = [];
    private readonly double[] scales;
    private double lossSum;

    /// <summary>Puts a round together.</summary>
    /// <param name="schema">The algorithm's vectors.</param>
    /// <param name="broadcast">The received vectors, in the order of <see cref="VectorSchema.Broadcast"/>; only read.</param>
    /// <param name="state">The worker's state, in the order of <see cref="VectorSchema.Worker"/>; advanced in place.</param>
    /// <param name="update">Where the update goes, in the order of <see cref="VectorSchema.Update"/>.</param>
    /// <param name="pool">Where scratch vectors come from.</param>
    public WorkerRound(
        VectorSchema schema,
        IReadOnlyList<VectorBuffer<T>> broadcast,
        IReadOnlyList<VectorBuffer<T>> state,
        IReadOnlyList<VectorBuffer<T>> update,
        VectorPool<T> pool)
    {
        this.schema = schema;
        this.broadcast = broadcast;
        this.state = state;
        this.update = update;
        this.pool = pool;
        Encoded = new ReadOnlyMemory<byte>[]?[schema.Update.Count];
        scales = new double[schema.Scaled.Count];
        Array.Fill(scales, 1);
    }

    /// <summary>t, from 0.</summary>
    public required int Round { get; init; }

    /// <summary>i, the worker's number, from 0.</summary>
    public required int Worker { get; init; }

    /// <summary>The job's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The worker's local problem f_i.</summary>
    public required ILocalOracle<T> Oracle { get; init; }

    /// <summary>Told before every minibatch gradient; stops a computation that nobody wants any more.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Minibatch gradients evaluated so far.</summary>
    public long Gradients { get; private set; }

    /// <summary>Mean of the minibatch losses seen so far; 0 before the first.</summary>
    public double TrainLoss => Gradients == 0 ? 0 : lossSum / Gradients;

    /// <summary>The numbers c_i of this worker, in the order of <see cref="VectorSchema.Scaled"/>; 1 where none was given.</summary>
    public IReadOnlyList<double> Scales => scales;

    /// <summary>For every update vector the messages of its pieces, where it is compressed; null where it travels as it is.</summary>
    public ReadOnlyMemory<byte>[]?[] Encoded { get; }

    /// <summary>A received vector.</summary>
    public ReadOnlySpan<T> Broadcast(string name) => Find(schema.Broadcast, broadcast, name).Span;

    /// <summary>A vector of the worker's state.</summary>
    public Span<T> State(string name) => Find(schema.Worker, state, name).Span;

    /// <summary>A vector of the update; starts at anything and must be written in full.</summary>
    public Span<T> Update(string name) => Find(schema.Update, update, name).Span;

    /// <summary>The buffer behind <see cref="Update"/>.</summary>
    internal VectorBuffer<T> UpdateBuffer(string name) => Find(schema.Update, update, name);

    /// <summary>The buffer behind <see cref="State"/>.</summary>
    internal VectorBuffer<T> StateBuffer(string name) => Find(schema.Worker, state, name);

    /// <summary>Scratch vector number <paramref name="index"/>; starts at anything. Only the numbers asked for take memory.</summary>
    public Span<T> Scratch(int index)
    {
        while (scratch.Count <= index)
            scratch.Add(null);

        return (scratch[index] ??= pool.Rent()).Span;
    }

    /// <summary>Gives this worker's number c_i of a <see cref="ScaledAggregate"/>.</summary>
    /// <param name="name">The aggregate.</param>
    /// <param name="factor">c_i.</param>
    /// <exception cref="ArgumentException">The algorithm declares no such aggregate.</exception>
    public void Scale(string name, double factor)
    {
        for (int i = 0; i < scales.Length; i++)
        {
            if (schema.Scaled[i].Name == name)
            {
                scales[i] = factor;
                return;
            }
        }

        throw new ArgumentException($"The algorithm declares no scaled aggregate '{name}'.", nameof(name));
    }

    /// <summary>Asks the oracle for a minibatch gradient and counts it.</summary>
    public double Gradient(ReadOnlySpan<T> point, ReadOnlySpan<int> samples, Span<T> gradient)
    {
        CancellationToken.ThrowIfCancellationRequested();
        double loss = Oracle.Gradient(point, samples, gradient);
        Gradients++;
        lossSum += loss;
        return loss;
    }

    /// <summary>Counts gradients that the worker took by itself.</summary>
    /// <param name="loss">The mean of their losses.</param>
    /// <param name="gradients">How many they were.</param>
    public void Trained(double loss, long gradients)
    {
        Gradients += gradients;
        lossSum += loss * gradients;
    }

    /// <summary>Gives the scratch vectors back.</summary>
    public void Dispose()
    {
        foreach (VectorBuffer<T>? vector in scratch)
        {
            if (vector is not null)
                pool.Return(vector);
        }

        scratch.Clear();
    }

    private static VectorBuffer<T> Find(IReadOnlyList<string> names, IReadOnlyList<VectorBuffer<T>> buffers, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return buffers[i];
        }

        throw new ArgumentException($"The algorithm declares no vector '{name}' here, only {string.Join(", ", names)}.", nameof(name));
    }
}
