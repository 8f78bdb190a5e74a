using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Rounds.Compressing;
using Starling.Algorithms.Rounds.Wrapping;
using Starling.GrainInterfaces;
using Starling.Grains.Aggregation;
using Starling.Grains.Checkpoints;
using Starling.Grains.Runtime;

namespace Starling.Grains.Shards;

/// <summary>What a shard does, whatever the element type of the job is.</summary>
internal interface IShardCore
{
    /// <summary>The epoch that it serves.</summary>
    int Epoch { get; }

    /// <summary>Turns to an epoch with a version that is here; false where it is not.</summary>
    Task<bool> TryReopenAsync(int epoch, int version);

    /// <inheritdoc cref="IVectorGrain.SaveAsync"/>
    Task<SavedState?> SaveAsync(int epoch, int version, int slot);

    /// <inheritdoc cref="IVectorGrain.PullAsync"/>
    Chunk Pull(int epoch, int version, int vector, int offset, int count);

    /// <inheritdoc cref="IShardGrain.PushAsync"/>
    PushResult Push(Chunk chunk);

    /// <inheritdoc cref="IShardGrain.PrepareAsync"/>
    PrepareResult Prepare(int epoch, int round, IReadOnlyList<int> workers);

    /// <inheritdoc cref="IShardGrain.MeasureAsync"/>
    Task<ImmutableArray<double>> MeasureAsync(MeasureOrder order);

    /// <inheritdoc cref="IShardGrain.ReduceAsync"/>
    Task<ImmutableArray<double>> ReduceAsync(CommitOrder order);

    /// <inheritdoc cref="IShardGrain.CommitAsync"/>
    Task<CommitResult> CommitAsync(CommitOrder order);

    /// <inheritdoc cref="IShardGrain.FollowAsync"/>
    StepPart? Follow(int epoch, int version, int from);
}

/// <summary>The services of a silo that a shard works with.</summary>
/// <param name="Pool">Where computations run.</param>
/// <param name="Checkpoints">Where versions are saved.</param>
/// <param name="Time">The clock.</param>
/// <param name="Device">What aggregates beside the processor.</param>
internal sealed record ShardServices(ComputePool Pool, CheckpointStore Checkpoints, TimeProvider Time, AggregationDevice Device);

/// <summary>
/// The decisions of a shard: what it takes of a round, and how a round becomes the next version. Commits are idempotent: a
/// repeated order is answered with what the first one did, and an order that runs is not started twice.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
internal sealed class ShardCore<T> : IShardCore
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Well below the response timeout of a call.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly RoundContext<T> context;
    private readonly ShardServices services;
    private readonly GrainId grain;
    private readonly int shard;
    private readonly int length;
    private readonly ShardVersions<T> versions;
    private readonly VectorPool<T> pool;
    private readonly UpdateCollector<T> collector;
    private readonly MessageGrid<T> messages;
    private readonly UpdateAggregation<T> aggregation;
    private CommitResult? lastCommit;
    private StepRecord? newestStep;
    private (int Round, Task<CommitResult> Task)? running;
    private (int Version, int Slot, Task<SavedState> Task)? saving;
    private (int Round, int Step, Task<ImmutableArray<double>> Task)? measuring;

    private ShardCore(RoundContext<T> context, int shard, GrainId grain, ShardServices services, int epoch, int version, VectorBuffer<T>[] vectors)
    {
        this.context = context;
        this.services = services;
        this.grain = grain;
        this.shard = shard;
        Epoch = epoch;
        length = context.Layout.Length(shard);
        aggregation = new UpdateAggregation<T>(context.Vectors, new ColumnPieces(length, work => services.Pool.RunAsync(context.JobId, () =>
        {
            work();
            return true;
        })), services.Device.Accelerator);
        versions = new ShardVersions<T>(version, vectors);
        pool = new VectorPool<T>(length);
        collector = new UpdateCollector<T>(context.Vectors.Update, length, context.Definition.Workers.Count, pool);
        messages = new MessageGrid<T>(context.Plan, context.Layout.Start(shard), length);
    }

    /// <inheritdoc/>
    public int Epoch { get; private set; }

    /// <summary>Makes a shard with version 0, the first model's slice and zeros, or with what a checkpoint has.</summary>
    /// <exception cref="StateLostException">The version is not 0 and there is no checkpoint of it.</exception>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0408: the checkpoint is damaged.</exception>
    public static async Task<ShardCore<T>> OpenAsync(
        RoundContext<T> context, int shard, GrainId grain, ShardServices services, OpenOrder order)
    {
        if (order is { Saved: null, Version: > 0 })
            throw new StateLostException($"{grain} has not got version {order.Version}, and there is no checkpoint of it.");

        int count = context.Layout.Length(shard);
        VectorBuffer<T>[] vectors = [.. context.Vectors.Server.Select(_ => new VectorBuffer<T>(count))];
        if (order.Saved is { } saved)
            await services.Checkpoints.ReadAsync(grain, saved, [.. vectors.Select(vector => vector.AllBytes)], CancellationToken.None);
        else
            await services.Pool.RunAsync(context.JobId, () =>
            {
                context.WriteStart(vectors[0].Span, context.Layout.Start(shard));
                foreach (string name in context.Vectors.StartAsModel)
                    vectors[0].Span.CopyTo(vectors[context.Vectors.Server.ToList().IndexOf(name)].Span);
                return true;
            });

        return new ShardCore<T>(context, shard, grain, services, order.Epoch, order.Version, vectors);
    }

    /// <inheritdoc/>
    public async Task<bool> TryReopenAsync(int epoch, int version)
    {
        Fence(epoch);
        Epoch = epoch;
        foreach (Task? old in new Task?[] { running?.Task, measuring?.Task })
        {
            // Its order is void, its result is not wanted; but what it works with must not change under the next one.
            if (old is not null)
                await old.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Fence(epoch);
        }

        measuring = null;

        if (!versions.TryReturnTo(version))
            return false;

        collector.Clear();
        lastCommit = null;
        newestStep = null;
        return true;
    }

    /// <inheritdoc/>
    public async Task<SavedState?> SaveAsync(int epoch, int version, int slot)
    {
        Require(epoch);

        // A repeated question finds what runs; a failed one is tried anew.
        if (saving is not { } known || known.Version != version || known.Slot != slot || known.Task.IsFaulted)
        {
            ReadOnlyMemory<byte>[] vectors = [.. versions.Get(version).Select(vector => vector.Bytes(0, length))];
            saving = known = (version, slot, services.Checkpoints.WriteAsync(grain, version, slot, vectors, CancellationToken.None));
        }

        return await Patiently.AnswerAsync(known.Task, AnswerWithin, services.Time);
    }

    /// <inheritdoc/>
    public Chunk Pull(int epoch, int version, int vector, int offset, int count)
    {
        if (epoch >= 0)
            Require(epoch);

        if (!versions.Has(version))
            throw new StateLostException($"{grain} holds version {versions.Newest} and perhaps the one before, not {version}.");

        ReadOnlyMemory<byte> data = versions.Get(version)[vector].Bytes(offset, count);
        return new Chunk { Round = version, Vector = vector, Offset = offset, Data = data, Checksum = VectorKernels.Crc32C(data.Span) };
    }

    /// <inheritdoc/>
    public StepPart? Follow(int epoch, int version, int from)
    {
        Require(epoch);
        return newestStep is { } step && step.Version == version ? step.From(from) : null;
    }

    /// <inheritdoc/>
    public PushResult Push(Chunk chunk)
    {
        if (chunk.Epoch > Epoch)
            Require(chunk.Epoch);

        if (chunk.Epoch != Epoch || chunk.Round != versions.Newest || running is not null)
            return PushResult.Closed;

        collector.Expect(context.Plan.IsCompressed(chunk.Round) ? messages : null);
        return collector.Add(chunk);
    }

    /// <inheritdoc/>
    public PrepareResult Prepare(int epoch, int round, IReadOnlyList<int> workers)
    {
        Require(epoch);
        return round == versions.Newest
            ? collector.Prepare(workers)
            : throw new InvalidOperationException($"This shard has round {versions.Newest} open, not {round}.");
    }

    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(CommitOrder order)
    {
        Require(order.Epoch);
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
    public Task<ImmutableArray<double>> MeasureAsync(MeasureOrder order)
    {
        Require(order.Order.Epoch);
        if (order.Order.Round != versions.Newest)
            throw new InvalidOperationException($"This shard has round {versions.Newest} open, not {order.Order.Round}.");

        // A repeated question finds what runs; a failed one is tried anew.
        if (measuring is not { } known || known.Round != order.Order.Round || known.Step != order.Step || known.Task.IsFaulted)
            measuring = known = (order.Order.Round, order.Step, MeasureNewAsync(order));

        return known.Task;
    }

    private async Task<ImmutableArray<double>> MeasureNewAsync(MeasureOrder order) =>
        ImmutableCollectionsMarshal.AsImmutableArray(await aggregation.AnswerAsync(order.ToQuestion(), await UpdatesAsync(order.Order)));

    /// <inheritdoc/>
    public Task<ImmutableArray<double>> ReduceAsync(CommitOrder order)
    {
        Require(order.Epoch);
        if (order.Round != versions.Newest)
            throw new InvalidOperationException($"This shard has round {versions.Newest} open, not {order.Round}.");

        return ReduceOpenAsync(order);
    }

    private async Task<ImmutableArray<double>> ReduceOpenAsync(CommitOrder order)
    {
        IReadOnlyList<VectorBuffer<T>> old = versions.Get(order.Round);
        VectorBuffer<T>[] aggregate = RentAggregate();
        try
        {
            await AggregateAsync(order, await UpdatesAsync(order), aggregate);
            return await services.Pool.RunAsync(context.JobId, () =>
            {
                double[] partial = new double[context.Algorithm.NextReduction(order.Round, order.Reductions)];
                context.Algorithm.ServerPrepare(AtServer(order, [.. old.Select(vector => vector.Copy())], aggregate));
                context.Algorithm.ServerReduce(AtServer(order, old, aggregate), partial);
                return ImmutableCollectionsMarshal.AsImmutableArray(partial);
            });
        }
        finally
        {
            Return(aggregate);
        }
    }

    private async Task<CommitResult> CommitNewAsync(CommitOrder order)
    {
        VectorBuffer<T>[] aggregate = RentAggregate();
        try
        {
            IReadOnlyList<VectorBuffer<T>> old = versions.Get(order.Round);
            RoundUpdates<T> updates = await UpdatesAsync(order);
            await AggregateAsync(order, updates, aggregate);
            (double[] distances, double[] kept) = order.Compare
                ? await aggregation.CompareAsync(order.Combinations[0].ToCombination(), updates, aggregate[0])
                : ([], []);
            (VectorBuffer<T>[] next, CommitResult result, StepRecord? step) = await services.Pool.RunAsync(context.JobId, () => Advance(order, old, aggregate));
            Require(order.Epoch);
            newestStep = step;
            versions.Advance(order.Round + 1, next);
            lastCommit = result with { Distances = [.. distances], Kept = [.. kept] };
            collector.Clear();
            return lastCommit;
        }
        finally
        {
            Return(aggregate);
            running = null;
        }
    }

    private VectorBuffer<T>[] RentAggregate() =>
        [.. Enumerable.Range(0, context.Vectors.Update.Count + context.Vectors.Scaled.Count).Select(_ => pool.Rent())];

    private void Return(VectorBuffer<T>[] vectors)
    {
        foreach (VectorBuffer<T> vector in vectors)
            pool.Return(vector);
    }

    private Task AggregateAsync(CommitOrder order, RoundUpdates<T> updates, VectorBuffer<T>[] aggregate) =>
        aggregation.CombineAsync([.. order.Combinations.Select(AggregationOrders.ToCombination)], order.Scales, updates, aggregate);

    private void Fence(int epoch)
    {
        if (epoch < Epoch)
            throw new FencedException($"{grain} serves epoch {Epoch}; an order of epoch {epoch} is void.");
    }

    private void Require(int epoch)
    {
        Fence(epoch);
        if (epoch > Epoch)
            throw new StateLostException($"{grain} was not opened for epoch {epoch}.");
    }

    private (VectorBuffer<T>[] Next, CommitResult Result, StepRecord? Step) Advance(
        CommitOrder order, IReadOnlyList<VectorBuffer<T>> old, VectorBuffer<T>[] aggregate)
    {
        VectorBuffer<T>[] next = [.. old.Select(vector => vector.Copy())];
        ServerRound<T> round = AtServer(order, next, aggregate);
        context.Algorithm.ServerPrepare(round);
        context.Algorithm.ServerStep(round);
        StepRecord? step = context.Plan.Downlink is { } downlink ? Record(order, round, downlink, aggregate) : null;
        return (next, new CommitResult
        {
            Version = order.Round + 1,
            ChangeSquared = VectorKernels.SquaredDistance<T>(next[0].Span, old[0].Span),
            Finite = next.All(vector => VectorKernels.IsFinite<T>(vector.Span)),
        }, step);
    }

    private StepRecord? Record(CommitOrder order, ServerRound<T> round, IDownlink<T> downlink, VectorBuffer<T>[] aggregate)
    {
        bool compressed = downlink.IsCompressed(order.Round);
        if (compressed && round.Encoded is null)
            return null;

        IEnumerable<ReadOnlyMemory<byte>> pieces = compressed
            ? round.Encoded!.SelectMany(messages => messages)
            : context.Vectors.Update.SelectMany((_, v) => context.Plan.Pieces.Within(context.Layout.Start(shard), length)
                .Select(piece => (ReadOnlyMemory<byte>)aggregate[v].Bytes(piece.Offset - context.Layout.Start(shard), piece.Length).ToArray()));
        return new StepRecord(order.Round + 1, order.Workers.Length, order.Reductions, [.. pieces]);
    }

    private async Task<RoundUpdates<T>> UpdatesAsync(CommitOrder order)
    {
        IReadOnlyList<string> names = context.Vectors.Update;
        VectorBuffer<T>[]? previous = context.Rule.UsesPrevious
            ? [.. names.Select(name => versions.Get(order.Round)[context.Vectors.Server.ToList().IndexOf(KeptAggregate.NameOf(name))])]
            : null;
        RoundUpdates<T> updates = await aggregation.ForgeAsync(order.ToForging(), [.. names.Select((_, v) => collector.Slices(v, order.Workers))], previous);

        // A round that another epoch repeats may find other workers in the same memory.
        return updates with { Stamp = ((long)order.Epoch << 32) | (uint)order.Round };
    }

    private ServerRound<T> AtServer(
        CommitOrder order, IReadOnlyList<VectorBuffer<T>> server, IReadOnlyList<VectorBuffer<T>> aggregate) =>
        new(context.Vectors, server, aggregate)
        {
            Round = order.Round,
            AcceptedCount = order.Workers.Length,
            WorkerCount = context.Definition.Workers.Count,
            Reductions = order.Reductions,
            Start = context.Layout.Start(shard),
        };
}
