using System.Collections.Immutable;
using Orleans.Concurrency;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Inventory;
using Starling.Grains.Placement;
using Starling.Grains.Runtime;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Shards;

/// <summary>
/// Hosts a <see cref="ShardCore{T}"/>. Reentrant, so that a repeated commit finds the one that runs, and pulls of a version go
/// on while the next one is made. Opening is one at a time.
/// </summary>
[Reentrant, LabelPlacementFilter, SpreadPlacementFilter]
internal sealed class ShardGrain(
    JobContextCache contexts, ShardServices services, StarlingInstruments instruments, LocalGrains local) : Grain, IShardGrain, IDisposable
{
    private readonly SemaphoreSlim opening = new(1);
    private IShardCore? core;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        local.Enter(JobId, JobPart.Shard);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        local.Leave(JobId, JobPart.Shard);
        return Task.CompletedTask;
    }

    public async Task OpenAsync(OpenOrder order)
    {
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        await opening.WaitAsync();
        try
        {
            if (core?.Epoch == order.Epoch)
                return;

            if (core is not { } open || !await open.TryReopenAsync(order.Epoch, order.Version))
            {
                // Gone before the new one is there: should that fail, the next order must not find the old one in the new epoch.
                core = null;
                core = await StartAsync(order);
            }
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }
        finally
        {
            opening.Release();
        }
    }

    public Task<Chunk> PullAsync(int epoch, int version, int vector, int offset, int count) =>
        Task.FromResult(CoreFor(epoch).Pull(epoch, version, vector, offset, count));

    public Task<PushResult> PushAsync(Chunk chunk)
    {
        PushResult result = CoreFor(chunk.Epoch).Push(chunk);
        instruments.ChunkPushed(chunk.Data.Length, result);
        return Task.FromResult(result);
    }

    public Task<PrepareResult> PrepareAsync(int epoch, int round, ImmutableArray<int> workers) =>
        Task.FromResult(CoreFor(epoch).Prepare(epoch, round, workers));

    public Task<ImmutableArray<double>> MeasureAsync(MeasureOrder order) => CoreFor(order.Order.Epoch).MeasureAsync(order);

    public Task<ImmutableArray<double>> ReduceAsync(CommitOrder order) => CoreFor(order.Epoch).ReduceAsync(order);

    public Task<CommitResult> CommitAsync(CommitOrder order) => CoreFor(order.Epoch).CommitAsync(order);

    public Task<StepPart?> FollowAsync(int epoch, int version, int from) => Task.FromResult(CoreFor(epoch).Follow(epoch, version, from));

    public Task<SavedState?> SaveAsync(int epoch, int version, int slot) => CoreFor(epoch).SaveAsync(epoch, version, slot);

    public Task ReleaseAsync()
    {
        contexts.Remove(JobId);
        core = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task RestAsync()
    {
        DelayDeactivation(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public async Task EraseAsync()
    {
        var context = (RoundContext)await contexts.GetAsync(JobId);
        int bytes = context.Layout.Length(Shard) * context.ElementSize;
        await services.Checkpoints.EraseAsync(
            this.GetGrainId(), [.. context.Vectors.Server.Select(_ => bytes)], CancellationToken.None);
        await ReleaseAsync();
    }

    /// <summary>Called by Orleans when the activation is over.</summary>
    public void Dispose() => opening.Dispose();

    private string JobId => GrainKeys.Split(this.GetPrimaryKeyString()).JobId;

    private int Shard => GrainKeys.Split(this.GetPrimaryKeyString()).Number;

    /// <summary>
    /// The shard, for a call of an epoch. Opening comes before everything else of an epoch: who is called without having been
    /// opened was passed by, since the cluster had another activation of the shard while it was in trouble. It goes, so that
    /// callers find the right one.
    /// </summary>
    private IShardCore CoreFor(int epoch)
    {
        if (core is { } open && epoch <= open.Epoch)
            return open;

        if (opening.CurrentCount > 0)
            DeactivateOnIdle();

        throw new StateLostException($"{this.GetGrainId()} was not opened for epoch {epoch}, or lost its memory with its silo.");
    }

    private async Task<IShardCore> StartAsync(OpenOrder order)
    {
        JobContext context = await contexts.GetAsync(JobId);
        return context switch
        {
            RoundContext<float> single => await ShardCore<float>.OpenAsync(single, Shard, this.GetGrainId(), services, order),
            RoundContext<double> wide => await ShardCore<double>.OpenAsync(wide, Shard, this.GetGrainId(), services, order),
            _ => throw new InvalidOperationException($"There are no shards of {context.GetType()}."),
        };
    }
}
