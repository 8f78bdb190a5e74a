using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// A <see cref="Combination"/> compiled for vectors of a type: made once a round, then applied to any piece of the columns by any
/// thread. A column comes out with the same bits wherever a piece begins and however long it is, on any machine.
/// </summary>
/// <remarks>
/// What is a weighted sum of the vectors (a mean, or one mixed vector) is summed in double in worker order and rounded once; vectors of
/// weight 0 are not read. Otherwise a block of columns of y = A x is made in a cache, in the element type, fused, in worker order, and
/// joined there, so that no mixed vector is ever stored whole. Values must be finite. A coordinate rule makes no negative zeros.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class CombinationPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Compiling a network takes milliseconds: not for a few columns.
    private const int WorthCompiling = 4096;

    // So far ahead of the computation memory is asked for: it takes as long to come as a few registers of columns take.
    private const int AheadBytes = 1024;

    private readonly int[] used = [];
    private readonly double[] weights = [];
    private readonly double factor = 1;
    private readonly MixedRows<T>? mixed;
    private readonly CoordinatePlan? rule;

    private CombinationPlan(Combination combination, int vectorCount)
    {
        VectorCount = vectorCount;
        int count = combination.Mixing?.Outputs ?? vectorCount;
        if (count > 1 && combination.Rule != CoordinateRule.Mean)
        {
            mixed = combination.Mixing is null ? null : new MixedRows<T>(combination.Mixing);
            rule = CoordinatePlan.Of(combination.Rule, count, combination.Trim, combination.Keep);
            return;
        }

        double[] sum = MeanWeights(combination.Mixing, vectorCount);
        factor = 1 / combination.Divisor;
        used = [.. Enumerable.Range(0, vectorCount).Where(i => sum[i] != 0)];
        weights = [.. used.Select(i => sum[i])];
    }

    /// <summary>n, the number of vectors that it is applied to.</summary>
    public int VectorCount { get; }

    /// <summary>How the values of a column are joined; null where the result is a weighted sum.</summary>
    internal CoordinatePlan? Coordinate => rule;

    /// <summary>The vectors of a weighted sum, in worker order.</summary>
    internal ReadOnlySpan<int> Used => used;

    /// <summary>Their weights.</summary>
    internal ReadOnlySpan<double> Weights => weights;

    /// <summary>What the weighted sum is multiplied with before it is rounded.</summary>
    internal double Factor => factor;

    /// <summary>Compiles a combination.</summary>
    /// <param name="combination">What is done with the vectors.</param>
    /// <param name="vectorCount">n.</param>
    /// <exception cref="ArgumentException">The combination does not fit n vectors.</exception>
    public static CombinationPlan<T> Of(Combination combination, int vectorCount)
    {
        if (vectorCount < 1 || (combination.Mixing is { } mixing && (mixing.Inputs != vectorCount || mixing.Outputs < 1)))
            throw new ArgumentException($"A combination of {combination.Mixing?.Inputs} vectors does not fit {vectorCount}.", nameof(combination));

        return new CombinationPlan<T>(combination, vectorCount);
    }

    /// <summary>Computes a piece of the result.</summary>
    /// <param name="vectors">n vectors of one length, in worker order.</param>
    /// <param name="start">The first column.</param>
    /// <param name="destination">The columns from <paramref name="start"/> on, as many as it is long; overlaps no vector.</param>
    /// <exception cref="ArgumentException">The number of vectors is another one, or they have fewer columns.</exception>
    public void Apply(IReadOnlyList<VectorBuffer<T>> vectors, int start, Span<T> destination)
    {
        if (vectors.Count != VectorCount)
            throw new ArgumentException($"A combination of {VectorCount} vectors does not fit {vectors.Count}.", nameof(vectors));

        T** rows = stackalloc T*[VectorCount];
        using var pinned = new PinnedRows<T>(vectors, start, destination.Length, rows);
        if (rule is not null)
        {
            ByCoordinate(rule, rows, destination);
            return;
        }

        // Never more than there are, and in their order: can be done in place.
        for (int k = 0; k < used.Length; k++)
            rows[k] = rows[used[k]];
        WeightedSumKernel.Run(rows, weights, factor, destination);
    }

    private static double[] MeanWeights(Mixing? mixing, int count)
    {
        double[] sum = new double[count];
        if (mixing is null)
        {
            Array.Fill(sum, 1.0 / count);
            return sum;
        }

        for (int r = 0; r < mixing.Outputs; r++)
        {
            for (int i = 0; i < count; i++)
                sum[i] += mixing.Row(r)[i];
        }

        for (int i = 0; i < count; i++)
            sum[i] /= mixing.Outputs;
        return sum;
    }

    private void ByCoordinate(CoordinatePlan plan, T** vectors, Span<T> destination)
    {
        const int Granularity = CoordinatePlan.Granularity;
        int outputs = plan.Count;
        int block = CoordinatePlan.ColumnsFor<T>(outputs);
        NetworkCode? code = destination.Length < WorthCompiling ? null : plan.Code<T>();

        // Sorting scratch, and for a mixing the mixed rows and copies of the vectors; the last few columns, padded, and their result.
        int sorted = outputs * block;
        int made = mixed is null ? 0 : outputs * block;
        int copied = mixed is { CopiesInputs: true } ? VectorCount * block : 0;
        int padded = (VectorCount + 1) * Granularity;
        byte[] rented = ArrayPool<byte>.Shared.Rent(((sorted + made + copied + padded) * sizeof(T)) + CoordinatePlan.Alignment);
        T** sources = stackalloc T*[VectorCount];
        T** near = stackalloc T*[VectorCount];
        T** joined = stackalloc T*[outputs];
        T** rows = stackalloc T*[outputs];
        fixed (byte* bytes = rented)
        fixed (T* result = destination)
        {
            T* scratch = (T*)(((nint)bytes + CoordinatePlan.Alignment - 1) & -CoordinatePlan.Alignment);
            T* pad = scratch + sorted + made + copied;
            for (int done = 0; done < destination.Length;)
            {
                int left = destination.Length - done;
                int columns = Math.Min(block, left / Granularity * Granularity);
                T* target = result + done;
                if (columns > 0)
                {
                    for (int i = 0; i < VectorCount; i++)
                        sources[i] = vectors[i] + done;
                }
                else
                {
                    columns = Granularity;
                    target = pad + (VectorCount * Granularity);
                    for (int i = 0; i < VectorCount; i++)
                    {
                        sources[i] = pad + (i * Granularity);
                        var row = new Span<T>(sources[i], Granularity);
                        row.Clear();
                        new ReadOnlySpan<T>(vectors[i] + done, left).CopyTo(row);
                    }
                }

                int ahead = left > AheadBytes / sizeof(T) ? AheadBytes / sizeof(T) : 0;
                if (mixed is null)
                {
                    plan.Block(code, sources, rows, scratch, block, columns, target, ahead);
                }
                else
                {
                    mixed.Block(sources, near, scratch + sorted + made, scratch + sorted, block, columns, joined, ahead);
                    plan.Block(code, joined, rows, scratch, block, columns, target, 0);
                }

                if (left < Granularity)
                    new ReadOnlySpan<T>(target, left).CopyTo(destination[done..]);
                done += columns;
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }
}
