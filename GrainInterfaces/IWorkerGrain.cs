namespace Starling.GrainInterfaces;

/// <summary>One participant of a job, with its data and its local state. Keyed by <see cref="GrainKeys.Worker"/>.</summary>
[Alias("starling.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts the local computation of a round and returns at once; the answer comes as
    /// <see cref="IJobGrain.ReportAsync"/>. A repeated order of the same round starts nothing twice: it is answered again. An
    /// order of a later round or epoch ends what still runs for an earlier one.
    /// </summary>
    [Alias("Compute")]
    Task ComputeAsync(RoundOrder order);

    /// <summary>
    /// Starts writing the worker's state, as it is after the newest accepted round, into a slot of the job's checkpoints and
    /// returns its mark when it is written, or null to be asked again.
    /// </summary>
    /// <param name="order">As for the next round: what is accepted, and the epoch.</param>
    /// <param name="slot">The slot.</param>
    /// <exception cref="StateLostException">It has not got the state.</exception>
    [Alias("Save")]
    Task<SavedState?> SaveAsync(RoundOrder order, int slot);

    /// <summary>Ends what runs and frees the memory: the job is over or stands still. What is in checkpoints stays.</summary>
    [Alias("Release")]
    Task ReleaseAsync();

    /// <summary>Frees the memory and removes what is in checkpoints: the job's results are no longer wanted.</summary>
    [Alias("Erase")]
    Task EraseAsync();
}
