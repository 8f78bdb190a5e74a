using System.Numerics;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation;

/// <summary>
/// A rule applied to vectors in memory: inner products where the rule wants them, its decision, then the combination. Pieces of the
/// columns are spread over threads; the products of the pieces are added in their order, so that the bits do not depend on the number of
/// threads.
/// </summary>
public static class LocalAggregation
{
    /// <summary>Columns a piece.</summary>
    internal const int Piece = 1 << 17;

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
        List<VectorBuffer<T>> all = [.. vectors];
        if (rule.UsesPrevious)
            all.Add(previous ?? new VectorBuffer<T>(destination.Length));
        if (vectors.Count == 0 || all.Contains(destination) || all.Any(vector => vector.Length != destination.Length))
            throw new ArgumentException("An aggregation needs vectors of the length of its destination, which is none of them.", nameof(vectors));

        Combination combination = rule.Combine(new RuleInput
        {
            Count = vectors.Count,
            Byzantine = byzantine,
            Seed = seed,
            Round = round,
            Gram = rule.NeedsGram ? Products(all, destination.Length, threads) : null,
        });
        var plan = CombinationPlan<T>.Of(combination, all.Count);
        Spread(destination.Length, threads, (piece, start, length) => plan.Apply(all, start, destination.Span.Slice(start, length)));
    }

    /// <summary>The inner products of vectors of one length.</summary>
    internal static GramMatrix Products<T>(IReadOnlyList<VectorBuffer<T>> vectors, int length, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pairs = GramMatrix.UpperLength(vectors.Count);
        int pieces = (length + Piece - 1) / Piece;
        double[] partial = new double[pieces * pairs];
        Spread(length, threads, (piece, start, count) =>
            GramKernel.Accumulate(vectors, start, count, partial.AsSpan(piece * pairs, pairs)));

        double[] sums = new double[pairs];
        for (int piece = 0; piece < pieces; piece++)
        {
            for (int k = 0; k < pairs; k++)
                sums[k] += partial[(piece * pairs) + k];
        }

        return GramMatrix.FromUpper(vectors.Count, sums);
    }

    private static void Spread(int length, int threads, Action<int, int, int> work)
    {
        int pieces = (length + Piece - 1) / Piece;
        if (threads == 1 || pieces < 2)
        {
            for (int piece = 0; piece < pieces; piece++)
                work(piece, piece * Piece, Math.Min(Piece, length - (piece * Piece)));
            return;
        }

        Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece =>
            work(piece, piece * Piece, Math.Min(Piece, length - (piece * Piece))));
    }
}
