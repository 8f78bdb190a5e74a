using Orleans.Concurrency;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Inventory;
using Starling.Grains.Placement;
using Starling.Grains.Runtime;

namespace Starling.Grains.Inspection;

/// <summary>Hosts a <see cref="ModelInspection"/>. What takes longer than a call may is answered with "ask again".</summary>
[Reentrant, LabelPlacementFilter]
internal sealed class InspectorGrain(
    JobContextCache contexts, ModelInspection inspection, BroadcastCache broadcasts, LocalGrains local, TimeProvider time) : Grain, IInspectorGrain
{
    /// <summary>Well below the response timeout of a call.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private (int Epoch, int Version, Task<EvaluationResult> Task)? evaluation;
    private (int Epoch, int Version, Task<string> Task)? fingerprint;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        local.Enter(this.GetPrimaryKeyString(), JobPart.Helper);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        local.Leave(this.GetPrimaryKeyString(), JobPart.Helper);
        return Task.CompletedTask;
    }

    public Task<EvaluationResult?> EvaluateAsync(int epoch, int version) =>
        AnswerAsync(ref evaluation, epoch, version, inspection.EvaluateAsync);

    public Task<string?> FingerprintAsync(int epoch, int version) =>
        AnswerAsync(ref fingerprint, epoch, version, inspection.FingerprintAsync);

    public Task ReleaseAsync()
    {
        string jobId = this.GetPrimaryKeyString();
        broadcasts.Remove(jobId);
        contexts.Remove(jobId);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private Task<TResult?> AnswerAsync<TResult>(
        ref (int Epoch, int Version, Task<TResult> Task)? known, int epoch, int version, Func<JobContext, int, int, Task<TResult>> inspect)
        where TResult : class
    {
        // A repeated question finds what runs; a failed one is tried anew.
        if (known is not { } running || running.Epoch != epoch || running.Version != version || running.Task.IsFaulted)
            known = running = (epoch, version, InspectAsync(epoch, version, inspect));

        return AnswerAsync(running.Task);
    }

    private async Task<TResult?> AnswerAsync<TResult>(Task<TResult> task)
        where TResult : class
    {
        try
        {
            return await Patiently.AnswerAsync(task, AnswerWithin, time);
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }
    }

    private async Task<TResult> InspectAsync<TResult>(int epoch, int version, Func<JobContext, int, int, Task<TResult>> inspect) =>
        await inspect(await contexts.GetAsync(this.GetPrimaryKeyString()), epoch, version);
}
