namespace Starling.GrainInterfaces;

/// <summary>
/// A grain that holds vectors of a job in versions: opened in an epoch, read in chunks, saved into slots of checkpoints, let go. It serves one epoch at
/// a time: orders of an earlier one are refused with <see cref="FencedException"/>, and a holder that lost its memory answers with
/// <see cref="StateLostException"/> until it is opened again.
/// </summary>
[Alias("starling.IVectorGrain")]
public interface IVectorGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes the grain hold a version in an epoch: what it has in memory where that is it, else from a checkpoint, else, for
    /// version 0, from the job's definition. Repeated calls change nothing.
    /// </summary>
    /// <exception cref="StateLostException">It has not got the version and no checkpoint was named.</exception>
    /// <exception cref="JobRefusedException">STAR0408: the checkpoint is damaged or gone.</exception>
    [Alias("Open")]
    Task OpenAsync(OpenOrder order);

    /// <summary>A chunk of a server vector.</summary>
    /// <param name="epoch">The epoch; -1 for a reader that does not care.</param>
    /// <param name="version">The version wanted: the newest or the one before.</param>
    /// <param name="vector">The position of the vector among those that are held.</param>
    /// <param name="offset">The first element, counted from the start of the slice.</param>
    /// <param name="count">The number of elements.</param>
    [Alias("Pull"), Access(AccessRole.Viewer)]
    Task<Chunk> PullAsync(int epoch, int version, int vector, int offset, int count);

    /// <summary>Starts writing a version into a slot of the job's checkpoints and returns its mark when it is written, or null to be asked again.</summary>
    [Alias("Save")]
    Task<SavedState?> SaveAsync(int epoch, int version, int slot);

    /// <summary>The job has ended: the memory may be freed once nobody has read for a while.</summary>
    [Alias("Rest")]
    Task RestAsync();

    /// <summary>Frees the memory: the job is over or stands still. What is in checkpoints stays.</summary>
    [Alias("Release")]
    Task ReleaseAsync();

    /// <summary>Frees the memory and removes what is in checkpoints: the job's results are no longer wanted.</summary>
    [Alias("Erase")]
    Task EraseAsync();
}
