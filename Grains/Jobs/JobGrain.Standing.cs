using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Jobs;

/// <content>A job stands still and goes on. Who comes while it comes to stand still waits until it stands.</content>
internal sealed partial class JobGrain
{
    private bool isPauseWanted;
    // Whether it was a person's wish that the job stood still the last time.
    private bool wasPauseWanted;
    // While the job comes to stand still: done when it stands, or goes on after a loss.
    private TaskCompletionSource? standing;

    public async Task PauseAsync()
    {
        CheckOwner("Pausing");
        if (status is null)
            return;

        if (Status!.Phase.HasEnded())
            throw Refusals.ToCaller(new StarlingException(ErrorCatalog.WrongPhase, $"Job '{JobId}' has ended: it cannot be paused."));

        isPauseWanted = true;
        if (status.Phase != JobPhase.Queued || !running.IsCompleted)
            return;

        ComeToStand();
        try
        {
            await StandStillAsync(ended: null, CancellationToken.None);
        }
        finally
        {
            Stands();
        }
    }

    public async Task ResumeAsync()
    {
        CheckOwner("Resuming");
        isPauseWanted = false;

        // A job that comes to stand still is let go on when it stands: before, there is a run that nobody can start again.
        await StoodAsync();
        if (status is null || status.Phase != JobPhase.Paused)
            return;

        history.Add(new JobEvent { Kind = JobEventKinds.Resumed, Message = "The job goes on as soon as there is room for it." });
        status = status with { Phase = JobPhase.Queued, IsPauseWanted = false };
        await StoreAsync(services.Options.StoragePatience, CancellationToken.None);
        await EnqueueAsync();
    }

    private void ComeToStand() => standing ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Stands()
    {
        standing?.SetResult();
        standing = null;
    }

    private Task StoodAsync() => standing?.Task ?? Task.CompletedTask;

    private async Task StandStillAsync(JobRun? ended, CancellationToken cancellationToken)
    {
        if (ended is not null)
        {
            await ended.SettleAsync();
            CheckpointManifest manifest = await checkpoints.WriteAsync(ended, store.Current.Manifests, cancellationToken);
            await StoreManifestAsync(ended, manifest);
        }

        // Told only once it is stored, as an end is: meanwhile nothing else happens in the job.
        JobEvent? paused = isPauseWanted || !isExtensionWanted
            ? history.Prepare(new JobEvent { Kind = JobEventKinds.Paused, Message = "The job stands still until somebody lets it go on." })
            : null;
        wasPauseWanted = isPauseWanted;
        status = Status! with { Phase = JobPhase.Paused, IsPauseWanted = true };
        run = null;
        await StoreAsync(
            NoLimit, cancellationToken, record => paused is null ? record : record with { Events = record.Events.Add(paused) });
        if (paused is not null)
            history.Append(paused);
        isPauseWanted = false;
        if (ended is not null)
            await ended.ReleaseAsync(holdersToo: true);

        await TellQueueAsync();
    }
}
