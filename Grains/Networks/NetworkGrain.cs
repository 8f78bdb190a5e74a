using System.Numerics;
using Orleans.Concurrency;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Checkpoints;
using Starling.Grains.Inventory;
using Starling.Grains.Placement;
using Starling.Grains.Runtime;

namespace Starling.Grains.Networks;

/// <summary>Hosts a <see cref="NetworkCore{T}"/>. Reentrant, so that a repeated order finds the one that runs. Opening is one at a time.</summary>
[Reentrant, LabelPlacementFilter, SpreadPlacementFilter]
internal sealed class NetworkGrain(JobContextCache contexts, NetworkServices services, LocalGrains local) : Grain, INetworkGrain, IDisposable
{
    private readonly SemaphoreSlim opening = new(1);
    private INetworkCore? core;

    private string JobId => GrainKeys.Split(this.GetPrimaryKeyString()).JobId;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        local.Enter(JobId, JobPart.Shard);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        core?.Stop();
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

            if (core?.Epoch > order.Epoch)
                throw new FencedException($"{this.GetGrainId()} serves epoch {core.Epoch}, not {order.Epoch}.");

            // The one before may be under way, beyond the version that is asked for.
            core?.Stop();
            core = null;
            core = await StartAsync(order);
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

    public async Task<NetworkReport?> AdvanceAsync(int epoch, int round, bool evaluate)
    {
        try
        {
            return await CoreFor(epoch).AdvanceAsync(round, evaluate);
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }
    }

    public Task<bool> SettleAsync(int epoch) => CoreFor(epoch).SettleAsync();

    public Task<Chunk> PullAsync(int epoch, int version, int vector, int offset, int count) =>
        Task.FromResult(CoreFor(epoch).Pull(version, offset, count));

    public Task<SavedState?> SaveAsync(int epoch, int version, int slot) => CoreFor(epoch).SaveAsync(version, slot);

    public Task RestAsync()
    {
        DelayDeactivation(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public Task ReleaseAsync()
    {
        contexts.Remove(JobId);
        core?.Stop();
        core = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task EraseAsync()
    {
        IReadOnlyList<int> lengths = await contexts.GetAsync(JobId) switch
        {
            NetworkContext<float> single => StateLengths(single),
            NetworkContext<double> wide => StateLengths(wide),
            JobContext other => throw new InvalidOperationException($"There is no network of {other.GetType()}."),
        };
        if (await contexts.GetAsync(JobId) is NetworkContext { IsLive: true } live)
            await Task.WhenAll(Enumerable.Range(0, live.Definition.Workers.Count).Select(node => GrainFactory.GetGrain<INodeGrain>(GrainKeys.Worker(JobId, node)).EraseAsync()));
        await services.Checkpoints.EraseAsync(this.GetGrainId(), lengths, CancellationToken.None);
        await ReleaseAsync();
    }

    /// <summary>Called by Orleans when the activation is over.</summary>
    public void Dispose() => opening.Dispose();

    // As for shards: who is called without having been opened was passed by, and goes so that callers find the right one.
    private INetworkCore CoreFor(int epoch)
    {
        if (core is { } open && epoch <= open.Epoch)
            return epoch < 0 || epoch == open.Epoch ? open : throw new FencedException($"{this.GetGrainId()} serves epoch {open.Epoch}, not {epoch}.");

        if (opening.CurrentCount > 0)
            DeactivateOnIdle();

        throw new StateLostException($"{this.GetGrainId()} was not opened for epoch {epoch}, or lost its memory with its silo.");
    }

    private async Task<INetworkCore> StartAsync(OpenOrder order) => await contexts.GetAsync(JobId) switch
    {
        NetworkContext<float> single => await StartAsync(single, order),
        NetworkContext<double> wide => await StartAsync(wide, order),
        JobContext other => throw new InvalidOperationException($"There is no network of {other.GetType()}."),
    };

    private async Task<INetworkCore> StartAsync<T>(NetworkContext<T> context, OpenOrder order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => context.IsLive
        ? await LiveNetworkCore<T>.OpenAsync(context, this.GetGrainId(), services, GrainFactory, order)
        : await NetworkCore<T>.OpenAsync(context, this.GetGrainId(), services, order);

    private static IReadOnlyList<int> StateLengths<T>(NetworkContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => context.IsLive ? LiveNetworkCore<T>.StateLengths(context) : NetworkCore<T>.StateLengths(context);
}

/// <summary>The services of a silo that a network works with.</summary>
/// <param name="Pool">Where computations run.</param>
/// <param name="Checkpoints">Where versions are saved.</param>
/// <param name="Time">The clock.</param>
internal sealed record NetworkServices(ComputePool Pool, CheckpointStore Checkpoints, TimeProvider Time);
