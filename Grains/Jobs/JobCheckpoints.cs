using Starling.GrainInterfaces;
using Starling.Grains.Checkpoints;
using Starling.Grains.Runtime;

namespace Starling.Grains.Jobs;

/// <summary>
/// Makes checkpoints of a job: every shard and every worker with a state writes into a slot that no older checkpoint needs; then
/// there is a manifest to store. A checkpoint that fails half-way leaves slots that nobody names.
/// </summary>
/// <param name="policy">When.</param>
/// <param name="time">The clock.</param>
/// <param name="version">The version that the job starts from.</param>
internal sealed class JobCheckpoints(CheckpointPolicy policy, TimeProvider time, int version)
{
    /// <summary>Workers that write their states at a time.</summary>
    private const int WorkersAtOnce = 64;

    private long lastDone = time.GetTimestamp();
    private int lastAsked = version;

    /// <summary>Whether a checkpoint is due after so many rounds: at every multiple of the policy's number, or behind it where none was asked about.</summary>
    public bool IsDue(int rounds)
    {
        bool isMultiple = policy.Every > 0 && rounds / policy.Every != lastAsked / policy.Every;
        lastAsked = rounds;
        return isMultiple && time.GetElapsedTime(lastDone).TotalSeconds >= policy.Seconds;
    }

    /// <summary>The next one is not due before its time.</summary>
    public void Done() => lastDone = time.GetTimestamp();

    /// <summary>The slot that none of these checkpoints uses.</summary>
    public static int FreeSlot(IEnumerable<int> used) => Enumerable.Range(0, CheckpointStore.Slots).Except(used).First();

    /// <summary>Lets everybody write and returns the manifest.</summary>
    /// <param name="run">The run, between two rounds.</param>
    /// <param name="earlier">The checkpoints that must stay readable.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CheckpointManifest> WriteAsync(
        JobRun run, IReadOnlyList<CheckpointManifest> earlier, CancellationToken cancellationToken)
    {
        int reached = run.Status.Round;
        int slot = FreeSlot(earlier.Select(manifest => manifest.Slot));
        Task<SavedState[]> shards = Task.WhenAll(run.Holders.Select(holder =>
            AnswerAsync(() => holder.SaveAsync(run.Status.Epoch, reached, slot), cancellationToken)));
        if (run.WorkersHaveState)
            await SaveWorkersAsync(run, earlier, cancellationToken);

        SavedState[] saved = await shards;
        return new CheckpointManifest
        {
            Version = reached,
            Slot = slot,
            Status = run.Status,
            Shards = [.. saved],
            Workers = run.Marks,
        };
    }

    private async Task SaveWorkersAsync(
        JobRun run, IReadOnlyList<CheckpointManifest> earlier, CancellationToken cancellationToken)
    {
        ILookup<int, int> used = earlier.SelectMany(manifest => manifest.Workers)
            .Where(mark => mark.Saved is not null)
            .ToLookup(mark => mark.Worker, mark => mark.Saved!.Slot);
        WorkerMark[] changed = [.. run.Marks.Where(mark => mark.LastAcceptedRound >= 0 && mark.Saved?.Version != mark.LastAcceptedRound)];
        foreach (WorkerMark[] batch in changed.Chunk(WorkersAtOnce))
        {
            await Task.WhenAll(batch.Select(async mark =>
            {
                IWorkerGrain grain = run.Worker(mark.Worker);
                SavedState saved = await AnswerAsync(
                    () => grain.SaveAsync(run.OrderFor(mark.Worker), FreeSlot(used[mark.Worker])), cancellationToken);
                run.WorkerSaved(mark.Worker, saved);
            }));
        }
    }

    private async Task<SavedState> AnswerAsync(Func<Task<SavedState?>> ask, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (await Calls.RepeatAsync(ask, time, cancellationToken: cancellationToken) is { } saved)
                return saved;

            await Task.Delay(Calls.DelayBefore(attempt), time, cancellationToken);
        }
    }
}
