using System.Collections.Immutable;
using Orleans.Concurrency;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Shards;

/// <summary>
/// Hosts a <see cref="ShardCore{T}"/>. Reentrant, so that a repeated commit finds the one that runs, and pulls of a version go
/// on while the next one is made.
/// </summary>
[Reentrant]
internal sealed class ShardGrain(JobContextCache contexts, ComputePool pool, StarlingInstruments instruments) : Grain, IShardGrain
{
    private Task<IShardCore>? core;

    public async Task InitializeAsync()
    {
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        try
        {
            await (core ??= StartAsync());
        }
        catch (StarlingException refusal)
        {
            core = null;
            throw Refusals.ToCaller(refusal);
        }
    }

    public async Task<Chunk> PullAsync(int version, int vector, int offset, int count) =>
        (await CoreAsync()).Pull(version, vector, offset, count);

    public async Task<PushResult> PushAsync(Chunk chunk)
    {
        PushResult result = (await CoreAsync()).Push(chunk);
        instruments.ChunkPushed(chunk.Data.Length, result);
        return result;
    }

    public async Task<PrepareResult> PrepareAsync(int round, ImmutableArray<int> workers) =>
        (await CoreAsync()).Prepare(round, workers);

    public async Task<ImmutableArray<double>> ReduceAsync(CommitOrder order) => await (await CoreAsync()).ReduceAsync(order);

    public async Task<CommitResult> CommitAsync(CommitOrder order) => await (await CoreAsync()).CommitAsync(order);

    public Task ReleaseAsync()
    {
        contexts.Remove(GrainKeys.Split(this.GetPrimaryKeyString()).JobId);
        core = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private Task<IShardCore> CoreAsync() =>
        core ?? throw new InvalidOperationException(
            $"Shard {this.GetPrimaryKeyString()} holds nothing: it was not given its first vectors, or lost them with its silo.");

    private async Task<IShardCore> StartAsync()
    {
        (string jobId, int shard) = GrainKeys.Split(this.GetPrimaryKeyString());
        JobContext context = await contexts.GetAsync(jobId);
        return await pool.RunAsync<IShardCore>(() => context switch
        {
            JobContext<float> single => new ShardCore<float>(single, shard, pool),
            JobContext<double> wide => new ShardCore<double>(wide, shard, pool),
            _ => throw new InvalidOperationException($"There are no shards of {context.GetType()}."),
        });
    }
}
