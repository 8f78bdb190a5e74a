using Orleans.Concurrency;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Inventory;
using Starling.Grains.Networks;
using Starling.Grains.Placement;
using Starling.Grains.Runtime;

namespace Starling.Grains.Nodes;

/// <summary>Hosts a <see cref="NodeCore{T}"/>. Reentrant, so that it answers its neighbours while it waits for them. Opening is one at a time.</summary>
[Reentrant, LabelPlacementFilter, SpreadPlacementFilter]
internal sealed class NodeGrain(JobContextCache contexts, NodeServices services, LocalGrains local) : Grain, INodeGrain, IDisposable
{
    private static readonly TimeSpan PassedByAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim opening = new(1);
    private readonly long activated = services.Time.GetTimestamp();
    private string jobId = "";
    private int index;
    private INodeCore? core;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (jobId, index) = GrainKeys.Split(this.GetPrimaryKeyString());
        local.Enter(jobId, JobPart.Node);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        core?.Stop();
        local.Leave(jobId, JobPart.Node);
        return Task.CompletedTask;
    }

    public async Task<NodeBeat> OpenAsync(NodeOrder order)
    {
        // It lives as long as its job; Release ends it, or that nobody asks after it.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        await opening.WaitAsync();
        try
        {
            if (core?.Epoch > order.Epoch)
                throw new FencedException($"{this.GetGrainId()} serves epoch {core.Epoch}, not {order.Epoch}.");

            core ??= await StartAsync(order);
            core.Epoch = order.Epoch;
            return await core.BeatAsync(order.Pace);
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

    public async Task<NodeBeat?> BeatAsync(int epoch, NodePace pace)
    {
        if (core is not { } open)
        {
            LeaveIfPassedBy();
            return null;
        }

        if (open.Epoch > epoch)
            throw new FencedException($"{this.GetGrainId()} serves epoch {open.Epoch}, not {epoch}.");

        return await open.BeatAsync(pace);
    }

    public Task<SwapReply> SwapAsync(SwapMessage message)
    {
        if (core is { } open)
            return open.SwapAsync(message);

        LeaveIfPassedBy();
        return Task.FromResult(new SwapReply { Kind = SwapReplyKind.Closed });
    }

    public Task<SwapReply> FetchAnswerAsync(int from, long attempt, int offset) =>
        Task.FromResult(core?.FetchAnswer(from, attempt, offset) ?? new SwapReply { Kind = SwapReplyKind.Closed });

    public Task<Chunk> PullAsync(NodeVector vector, int offset, int count) => Open().PullAsync(vector, offset, count);

    public Task<SavedState?> SaveAsync(int epoch, int version, int slot) => Open().SaveAsync(version, slot);

    public Task<NodeRest?> SettleAsync(int epoch) => Open().SettleAsync();

    public Task ReleaseAsync()
    {
        contexts.Remove(jobId);
        core?.Stop();
        core = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task EraseAsync()
    {
        IReadOnlyList<int> lengths = await contexts.GetAsync(jobId) switch
        {
            NetworkContext<float> single => NodeCore<float>.StateLengths(single, index),
            NetworkContext<double> wide => NodeCore<double>.StateLengths(wide, index),
            JobContext other => throw new InvalidOperationException($"There is no node of {other.GetType()}."),
        };
        await services.Checkpoints.EraseAsync(this.GetGrainId(), lengths, CancellationToken.None);
        await ReleaseAsync();
    }

    /// <summary>Called by Orleans when the activation is over.</summary>
    public void Dispose() => opening.Dispose();

    private INodeCore Open()
    {
        if (core is { } open)
            return open;

        LeaveIfPassedBy();
        throw new StateLostException($"{this.GetGrainId()} has not begun, or lost its memory with its silo.");
    }

    // As for shards: where the cluster had two activations, callers find the right one once the other is gone. Neighbours come before the order to begin.
    private void LeaveIfPassedBy()
    {
        if (opening.CurrentCount > 0 && services.Time.GetElapsedTime(activated) > PassedByAfter)
            DeactivateOnIdle();
    }

    private async Task<INodeCore> StartAsync(NodeOrder order) => await contexts.GetAsync(jobId) switch
    {
        NetworkContext<float> single => await NodeCore<float>.OpenAsync(single, index, this.GetGrainId(), services, order),
        NetworkContext<double> wide => await NodeCore<double>.OpenAsync(wide, index, this.GetGrainId(), services, order),
        JobContext other => throw new InvalidOperationException($"There is no node of {other.GetType()}."),
    };
}
