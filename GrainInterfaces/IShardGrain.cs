using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>
/// One contiguous slice of every server vector of a job. Keyed by <see cref="GrainKeys.Shard"/>. Version t of the vectors is
/// what round t starts from; committing round t makes version t + 1. A shard keeps the newest version and the one before. It
/// serves one epoch at a time: orders of an earlier one are refused with <see cref="FencedException"/>, and a shard that lost
/// its memory answers with <see cref="StateLostException"/> until it is opened again.
/// </summary>
[Alias("starling.IShardGrain")]
public interface IShardGrain : IVectorGrain
{
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
    /// What makes a version of the one before: this slice's aggregates, piece by piece, for who does the server's step itself. Null where the version was not
    /// made here, or is not the newest.
    /// </summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="version">The version.</param>
    /// <param name="from">How many pieces are known already.</param>
    [Alias("Follow")]
    Task<StepPart?> FollowAsync(int epoch, int version, int from);

    /// <summary>
    /// Aggregates the updates of the accepted workers, in worker order, and makes version round + 1. Repeated calls change
    /// nothing; the answer is the same.
    /// </summary>
    [Alias("Commit")]
    Task<CommitResult> CommitAsync(CommitOrder order);
}
