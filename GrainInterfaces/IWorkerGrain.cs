namespace Starling.GrainInterfaces;

/// <summary>One participant of a job, with its data and its local state. Keyed by <see cref="GrainKeys.Worker"/>.</summary>
[Alias("starling.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts the local computation of a round and returns at once; the answer comes as
    /// <see cref="IJobGrain.ReportAsync"/>. A repeated order of the same round starts nothing twice: it is answered again.
    /// </summary>
    [Alias("Compute")]
    Task ComputeAsync(RoundOrder order);

    /// <summary>Ends what runs and frees the state: the job is over.</summary>
    [Alias("Release")]
    Task ReleaseAsync();
}
