using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds.Aggregating;

/// <summary>
/// A rule applied to vectors in memory, without any run: the decision and the work of a round, on one slice that is the whole. Pieces of the columns
/// are spread over threads; the bits do not depend on their number.
/// </summary>
public static class LocalAggregation
{
    private static readonly VectorSchema OneVector = new() { Server = [], Broadcast = [], Update = ["update"] };

    /// <summary>Writes the result.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="byzantine">f, how many of the vectors may be Byzantine.</param>
    /// <param name="seed">The seed, for rules that draw.</param>
    /// <param name="round">The round, for rules that draw.</param>
    /// <param name="vectors">n vectors of finite numbers of one length, in worker order.</param>
    /// <param name="previous">The result of the round before, where the rule uses it; null for zeros.</param>
    /// <param name="destination">Overwritten; none of the others.</param>
    /// <param name="threads">How many threads work at a time, at least 1.</param>
    /// <typeparam name="T">The element type.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, there are no vectors, or the destination is one of them.</exception>
    public static void Aggregate<T>(
        IAggregationRule rule,
        int byzantine,
        ulong seed,
        int round,
        IReadOnlyList<VectorBuffer<T>> vectors,
        VectorBuffer<T>? previous,
        VectorBuffer<T> destination,
        int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        VectorBuffer<T>[]? before = rule.UsesPrevious ? [previous ?? new VectorBuffer<T>(destination.Length)] : null;
        if (vectors.Count == 0 || vectors.Concat(before ?? []).Any(vector => vector.Length != destination.Length || vector == destination))
            throw new ArgumentException("An aggregation needs vectors of the length of its destination, which is none of them.", nameof(vectors));

        TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler;
        var work = new UpdateAggregation<T>(OneVector, threads == 1
            ? new ColumnPieces(destination.Length)
            : new ColumnPieces(destination.Length, piece => Task.Factory.StartNew(piece, CancellationToken.None, TaskCreationOptions.None, scheduler)));
        var updates = new RoundUpdates<T>([vectors], [vectors], before);
        var decisions = new RoundAggregation { Rule = rule, ByzantineOf = (_, _) => byzantine, Seed = seed };

        // On a thread of the pool, whatever the caller's context wants of what comes after a wait.
        Task.Run(async () =>
        {
            double[] samples = [.. vectors.Select(_ => 1.0)];
            RoundPlan plan = await decisions.DecideAsync(round, [.. Enumerable.Range(0, vectors.Count)], samples, 0, question => work.AnswerAsync(question, updates));
            await work.CombineAsync(plan.Combinations, [], updates, [destination]);
        }).GetAwaiter().GetResult();
    }
}
