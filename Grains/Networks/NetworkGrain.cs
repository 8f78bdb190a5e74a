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
        local.Enter(JobId);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        core?.Stop();
        local.Leave(JobId);
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
            NetworkContext<float> single => NetworkCore<float>.StateLengths(single),
            NetworkContext<double> wide => NetworkCore<double>.StateLengths(wide),
            JobContext other => throw new InvalidOperationException($"There is no network of {other.GetType()}."),
        };
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
        NetworkContext<float> single => await NetworkCore<float>.OpenAsync(single, this.GetGrainId(), services, order),
        NetworkContext<double> wide => await NetworkCore<double>.OpenAsync(wide, this.GetGrainId(), services, order),
        JobContext other => throw new InvalidOperationException($"There is no network of {other.GetType()}."),
    };
}

/// <summary>The services of a silo that a network works with.</summary>
/// <param name="Pool">Where computations run.</param>
/// <param name="Checkpoints">Where versions are saved.</param>
/// <param name="Time">The clock.</param>
internal sealed record NetworkServices(ComputePool Pool, CheckpointStore Checkpoints, TimeProvider Time);
