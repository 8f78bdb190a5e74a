using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>
/// One contiguous slice of every server vector of a job. Keyed by <see cref="GrainKeys.Shard"/>. Version t of the vectors is
/// what round t starts from; committing round t makes version t + 1. A shard keeps the newest version and the one before.
/// </summary>
[Alias("starling.IShardGrain")]
public interface IShardGrain : IGrainWithStringKey
{
    /// <summary>Takes the shard's slices of the first vectors, version 0. Repeated calls change nothing.</summary>
    [Alias("Initialize")]
    Task InitializeAsync();

    /// <summary>A chunk of a server vector.</summary>
    /// <param name="version">The version wanted: the newest or the one before.</param>
    /// <param name="vector">The position of the vector among the job's server vectors.</param>
    /// <param name="offset">The first element, counted from the start of the slice.</param>
    /// <param name="count">The number of elements.</param>
    [Alias("Pull")]
    Task<Chunk> PullAsync(int version, int vector, int offset, int count);

    /// <summary>Takes a chunk of a worker's update. Chunks may come in any order and more than once.</summary>
    [Alias("Push")]
    Task<PushResult> PushAsync(Chunk chunk);

    /// <summary>Which of these workers' updates of the round are complete and valid here, and which were refused.</summary>
    [Alias("Prepare")]
    Task<PrepareResult> PrepareAsync(int round, ImmutableArray<int> workers);

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

    /// <summary>Frees what the shard holds: the job's results are no longer wanted.</summary>
    [Alias("Release")]
    Task ReleaseAsync();
}
