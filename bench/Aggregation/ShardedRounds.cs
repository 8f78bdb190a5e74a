using System.Collections.Immutable;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Aggregation;
using Starling.Grains.Runtime;

namespace Starling.Bench.Aggregation;

/// <summary>
/// Coordinator and workers of a job, by hand: nobody computes a gradient, what the workers send is noise. The shards are told nothing that a real
/// job does not tell them, in the same order.
/// </summary>
internal sealed class ShardedRounds
{
    /// <summary>The job's own coordinator had the first.</summary>
    private const int Epoch = 2;

    private readonly RunDefinition run;
    private readonly ShardLayout layout;
    private readonly IShardGrain[] shards;
    private readonly RoundAggregation aggregation;
    private readonly ReadOnlyMemory<byte> noise;
    private int questions;

    /// <summary>Prepares the rounds of a job.</summary>
    /// <param name="grains">Where the shards are found.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="run">What it runs.</param>
    /// <param name="layout">Its shards.</param>
    public ShardedRounds(IGrainFactory grains, string jobId, RunDefinition run, ShardLayout layout)
    {
        this.run = run;
        this.layout = layout;
        shards = [.. Enumerable.Range(0, layout.Shards).Select(shard => grains.GetGrain<IShardGrain>(GrainKeys.Shard(jobId, shard)))];
        Vectors = run.CreateAlgorithm<float>().Vectors;
        aggregation = run.CreateAggregation(run.Aggregation.Create(), Vectors);
        var made = new VectorBuffer<float>(2 * ChunkLength, clear: false);
        new RandomStream(run.Seed, RandomPurpose.Aggregation).FillNormal(made.Span);
        noise = made.AllBytes;
    }

    /// <summary>The shards.</summary>
    public IReadOnlyList<IShardGrain> Shards => shards;

    /// <summary>The vectors of the job's algorithm.</summary>
    public VectorSchema Vectors { get; }

    private static int ChunkLength => ShardLayout.ChunkBytes / sizeof(float);

    private ImmutableArray<int> Workers => [.. Enumerable.Range(0, run.Workers.Count)];

    /// <summary>Lets the shards take the first version.</summary>
    public Task OpenAsync() => Task.WhenAll(shards.Select(shard =>
        Calls.RepeatAsync(() => shard.OpenAsync(new OpenOrder { Epoch = Epoch, Version = 0 }), TimeProvider.System)));

    /// <summary>Every worker sends its update, with a window of chunks under way.</summary>
    /// <param name="round">The round.</param>
    /// <param name="senders">How many send at the same time.</param>
    public Task PushAsync(int round, int senders) => Parallel.ForEachAsync(
        Workers, new ParallelOptions { MaxDegreeOfParallelism = senders }, async (worker, _) => await SendAsync(round, worker));

    /// <summary>Decides how the updates become one.</summary>
    /// <param name="round">The round.</param>
    public async Task<CommitOrder> DecideAsync(int round)
    {
        PrepareResult[] prepared = await AskAsync(shard => shard.PrepareAsync(Epoch, round, Workers));
        if (prepared.Any(one => one.Ready.Length != run.Workers.Count))
            throw new InvalidOperationException("A shard did not take every update.");

        var order = new CommitOrder { Epoch = Epoch, Round = round, Workers = Workers };
        RoundPlan plan = await aggregation.DecideAsync(
            round, order.Workers, [.. order.Workers.Select(_ => 1.0)], refused: 0, question => MeasureAsync(question, order));
        return order.With(plan);
    }

    /// <summary>Makes the next version.</summary>
    /// <param name="order">What was decided.</param>
    public async Task CommitAsync(CommitOrder order)
    {
        CommitResult[] committed = await AskAsync(shard => shard.CommitAsync(order));
        if (committed.Any(one => one.Version != order.Round + 1 || !one.Finite))
            throw new InvalidOperationException("A shard did not commit the round.");
    }

    private async Task<double[]> MeasureAsync(UpdateQuestion question, CommitOrder order)
    {
        MeasureOrder asked = question.ToOrder(order, questions++);
        ImmutableArray<double>[] partial = await AskAsync(shard => shard.MeasureAsync(asked));
        return [.. Enumerable.Range(0, partial[0].Length).Select(sum => partial.Sum(part => part[sum]))];
    }

    private async Task SendAsync(int round, int worker)
    {
        var window = new Queue<Task<PushResult>>(ShardLayout.Window);
        var stream = new RandomStream(run.Seed, RandomPurpose.Aggregation, worker, round);
        for (int vector = 0; vector < Vectors.Update.Count; vector++)
        {
            foreach (ChunkRange range in layout.Chunks(0, layout.Dimension, sizeof(float)))
            {
                if (window.Count == ShardLayout.Window)
                    Check(await window.Dequeue());

                // Chunks are different pieces of the same noise, so that this process holds nothing else.
                ReadOnlyMemory<byte> data = noise.Slice(sizeof(float) * stream.NextInt32(ChunkLength), sizeof(float) * range.Count);
                var chunk = new Chunk
                {
                    Epoch = Epoch,
                    Round = round,
                    Worker = worker,
                    Vector = vector,
                    Offset = range.Offset,
                    Data = data,
                    Checksum = VectorKernels.Crc32C(data.Span),
                };
                IShardGrain shard = shards[range.Shard];
                window.Enqueue(Calls.RepeatAsync(() => shard.PushAsync(chunk), TimeProvider.System));
            }
        }

        foreach (PushResult result in await Task.WhenAll(window))
            Check(result);
    }

    private static void Check(PushResult result)
    {
        if (result != PushResult.Accepted)
            throw new InvalidOperationException($"A shard answered a chunk with {result}.");
    }

    private Task<TResult[]> AskAsync<TResult>(Func<IShardGrain, Task<TResult>> ask) =>
        Task.WhenAll(shards.Select(shard => Calls.RepeatAsync(() => ask(shard), TimeProvider.System)));
}
