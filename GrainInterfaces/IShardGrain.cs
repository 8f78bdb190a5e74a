using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>
/// One contiguous slice of every server vector of a job. Keyed by <see cref="GrainKeys.Shard"/>. Version t of the vectors is
/// what round t starts from; committing round t makes version t + 1. A shard keeps the newest version and the one before. It
/// serves one epoch at a time: orders of an earlier one are refused with <see cref="FencedException"/>, and a shard that lost
/// its memory answers with <see cref="StateLostException"/> until it is opened again.
/// </summary>
[Alias("starling.IShardGrain")]
public interface IShardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes the shard hold a version in an epoch: what it has in memory where that is it, else from a checkpoint, else, for
    /// version 0, from the job's definition. Repeated calls change nothing.
    /// </summary>
    /// <exception cref="StateLostException">It has not got the version and no checkpoint was named.</exception>
    /// <exception cref="JobRefusedException">STAR0408: the checkpoint is damaged or gone.</exception>
    [Alias("Open")]
    Task OpenAsync(OpenOrder order);

    /// <summary>A chunk of a server vector.</summary>
    /// <param name="epoch">The epoch; -1 for a reader that does not care.</param>
    /// <param name="version">The version wanted: the newest or the one before.</param>
    /// <param name="vector">The position of the vector among the job's server vectors.</param>
    /// <param name="offset">The first element, counted from the start of the slice.</param>
    /// <param name="count">The number of elements.</param>
    [Alias("Pull"), Access(AccessRole.Viewer)]
    Task<Chunk> PullAsync(int epoch, int version, int vector, int offset, int count);

    /// <summary>Takes a chunk of a worker's update. Chunks may come in any order and more than once.</summary>
    [Alias("Push")]
    Task<PushResult> PushAsync(Chunk chunk);

    /// <summary>Which of these workers' updates of the round are complete and valid here, and which were refused.</summary>
    [Alias("Prepare")]
    Task<PrepareResult> PrepareAsync(int epoch, int round, ImmutableArray<int> workers);

    /// <summary>This slice's part of sums over all coordinates that the aggregation rule, or a simulated attack, needs. Changes nothing.</summary>
    [Alias("Measure")]
    Task<ImmutableArray<double>> MeasureAsync(MeasureOrder order);

    /// <summary>
    /// This slice's part of the sums over all coordinates that the algorithm needs before it can advance; asked for only where
    /// there are any. Changes nothing.
    /// </summary>
    /// <param name="order">The order that will be committed, still without the sums.</param>
    [Alias("Reduce")]
    Task<ImmutableArray<double>> ReduceAsync(CommitOrder order);

    /// <summary>
    /// Aggregates the updates of the accepted workers, in worker order, and makes version round + 1. Repeated calls change
    /// nothing; the answer is the same.
    /// </summary>
    [Alias("Commit")]
    Task<CommitResult> CommitAsync(CommitOrder order);

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
