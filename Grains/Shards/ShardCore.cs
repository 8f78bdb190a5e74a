using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Shards;

/// <summary>What a shard does, whatever the element type of the job is.</summary>
internal interface IShardCore
{
    /// <inheritdoc cref="IShardGrain.PullAsync"/>
    Chunk Pull(int version, int vector, int offset, int count);

    /// <inheritdoc cref="IShardGrain.PushAsync"/>
    PushResult Push(Chunk chunk);

    /// <inheritdoc cref="IShardGrain.PrepareAsync"/>
    PrepareResult Prepare(int round, IReadOnlyList<int> workers);

    /// <inheritdoc cref="IShardGrain.ReduceAsync"/>
    Task<ImmutableArray<double>> ReduceAsync(CommitOrder order);

    /// <inheritdoc cref="IShardGrain.CommitAsync"/>
    Task<CommitResult> CommitAsync(CommitOrder order);
}

/// <summary>
/// The decisions of a shard: what it takes of a round, and how a round becomes the next version. Commits are idempotent: a
/// repeated order is answered with what the first one did, and an order that runs is not started twice.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
internal sealed class ShardCore<T> : IShardCore
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly JobContext<T> context;
    private readonly ComputePool pool;
    private readonly int length;
    private readonly ShardVersions<T> versions;
    private readonly UpdateCollector<T> collector;
    private readonly UpdateAggregation<T> aggregation;
    private CommitResult? lastCommit;
    private (int Round, Task<CommitResult> Task)? running;

    /// <summary>Makes version 0: the first model's slice, and zeros.</summary>
    public ShardCore(JobContext<T> context, int shard, ComputePool pool)
    {
        this.context = context;
        this.pool = pool;
        length = context.Layout.Length(shard);
        aggregation = new UpdateAggregation<T>(context.Vectors, length, pool);
        var first = new VectorBuffer<T>[context.Vectors.Server.Count];
        for (int v = 0; v < first.Length; v++)
            first[v] = new VectorBuffer<T>(length);

        context.Start().Span.Slice(context.Layout.Start(shard), length).CopyTo(first[0].Span);
        versions = new ShardVersions<T>(first);
        collector = new UpdateCollector<T>(
            context.Vectors.Update, length, context.Definition.Workers.Count, new VectorPool<T>(length));
    }

    /// <inheritdoc/>
    public Chunk Pull(int version, int vector, int offset, int count)
    {
        ReadOnlyMemory<byte> data = versions.Get(version)[vector].Bytes(offset, count);
        return new Chunk { Round = version, Vector = vector, Offset = offset, Data = data, Checksum = VectorKernels.Crc32C(data.Span) };
    }

    /// <inheritdoc/>
    public PushResult Push(Chunk chunk) =>
        chunk.Round != versions.Newest || running is not null ? PushResult.Closed : collector.Add(chunk);

    /// <inheritdoc/>
    public PrepareResult Prepare(int round, IReadOnlyList<int> workers) =>
        round == versions.Newest
            ? collector.Prepare(workers)
            : throw new InvalidOperationException($"This shard has round {versions.Newest} open, not {round}.");

    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(CommitOrder order)
    {
        if (running is { } commit && commit.Round == order.Round)
            return commit.Task;

        if (order.Round == versions.Newest - 1 && lastCommit is not null)
            return Task.FromResult(lastCommit);

        if (order.Round != versions.Newest || running is not null)
            throw new InvalidOperationException($"This shard has round {versions.Newest} open, not {order.Round}.");

        Task<CommitResult> task = CommitNewAsync(order);
        if (!task.IsCompleted)
            running = (order.Round, task);

        return task;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<double>> ReduceAsync(CommitOrder order)
    {
        if (order.Round != versions.Newest)
            throw new InvalidOperationException($"This shard has round {versions.Newest} open, not {order.Round}.");

        return ReduceOpenAsync(order);
    }

    private async Task<ImmutableArray<double>> ReduceOpenAsync(CommitOrder order)
    {
        IReadOnlyList<VectorBuffer<T>> old = versions.Get(order.Round);
        VectorBuffer<T>[] aggregate = await aggregation.RunAsync(order, Updates(order));
        return await pool.RunAsync(() =>
        {
            double[] partial = new double[context.Algorithm.ReductionCount];
            context.Algorithm.ServerReduce(AtServer(order, old, aggregate), partial);
            return ImmutableCollectionsMarshal.AsImmutableArray(partial);
        });
    }

    private async Task<CommitResult> CommitNewAsync(CommitOrder order)
    {
        try
        {
            IReadOnlyList<VectorBuffer<T>> old = versions.Get(order.Round);
            VectorBuffer<T>[] aggregate = await aggregation.RunAsync(order, Updates(order));
            (VectorBuffer<T>[] next, CommitResult result) = await pool.RunAsync(() => Advance(order, old, aggregate));
            versions.Advance(order.Round + 1, next);
            lastCommit = result;
            collector.Clear();
            return result;
        }
        finally
        {
            running = null;
        }
    }

    private (VectorBuffer<T>[] Next, CommitResult Result) Advance(
        CommitOrder order, IReadOnlyList<VectorBuffer<T>> old, VectorBuffer<T>[] aggregate)
    {
        var next = new VectorBuffer<T>[old.Count];
        for (int v = 0; v < next.Length; v++)
        {
            next[v] = new VectorBuffer<T>(length, clear: false);
            old[v].Span.CopyTo(next[v].Span);
        }

        context.Algorithm.ServerStep(AtServer(order, next, aggregate));
        return (next, new CommitResult
        {
            Version = order.Round + 1,
            ChangeSquared = VectorKernels.SquaredDistance<T>(next[0].Span, old[0].Span),
            Finite = next.All(vector => VectorKernels.IsFinite<T>(vector.Span)),
        });
    }

    private IReadOnlyList<VectorBuffer<T>>[] Updates(CommitOrder order) =>
        [.. Enumerable.Range(0, context.Vectors.Update.Count).Select(v => collector.Slices(v, order.Workers))];

    private ServerRound<T> AtServer(
        CommitOrder order, IReadOnlyList<VectorBuffer<T>> server, IReadOnlyList<VectorBuffer<T>> aggregate) =>
        new(context.Vectors, server, aggregate)
        {
            Round = order.Round,
            AcceptedCount = order.Workers.Length,
            WorkerCount = context.Definition.Workers.Count,
            Reductions = order.Reductions,
        };
}
