using System.Numerics;
using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// Makes one value of sorted ones, column by column: a value itself, a mean, or the mean of those nearest to a centre. All in double,
/// rounded once. A result that is zero is a positive zero, so that it does not matter which zero a comparator put where.
/// </summary>
internal static unsafe class CoordinateJoin<TLanes, TWide, T>
    where TLanes : IWideLanes<TWide>
    where TWide : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The mean of some wires.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mean(T** rows, ReadOnlySpan<int> wires, int columns, T* destination)
    {
        TWide count = TLanes.Broadcast(wires.Length);
        for (int c = 0; c < columns; c += 4 * TLanes.Count)
        {
            if (c > columns - (4 * TLanes.Count))
            {
                for (; c < columns; c += TLanes.Count)
                    TLanes.Store(MeanOf(rows, wires, c, count), destination + c);
                break;
            }

            TWide sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            foreach (int wire in wires)
            {
                T* row = rows[wire] + c;
                sum0 = TLanes.Add(sum0, TLanes.Load(row));
                sum1 = TLanes.Add(sum1, TLanes.Load(row + TLanes.Count));
                sum2 = TLanes.Add(sum2, TLanes.Load(row + (2 * TLanes.Count)));
                sum3 = TLanes.Add(sum3, TLanes.Load(row + (3 * TLanes.Count)));
            }

            TLanes.Store(Divide(sum0, count, rows, wires, c), destination + c);
            TLanes.Store(Divide(sum1, count, rows, wires, c + TLanes.Count), destination + c + TLanes.Count);
            TLanes.Store(Divide(sum2, count, rows, wires, c + (2 * TLanes.Count)), destination + c + (2 * TLanes.Count));
            TLanes.Store(Divide(sum3, count, rows, wires, c + (3 * TLanes.Count)), destination + c + (3 * TLanes.Count));
        }
    }

    /// <summary>The mean of the values nearest to a centre: see <see cref="NearestWindow"/>.</summary>
    /// <param name="rows">The sorted rows.</param>
    /// <param name="sources">The rows as they were, in worker order, for columns in which a distance occurs on both sides.</param>
    /// <param name="window">What is kept.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="destination">Overwritten; must not overlap a source.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Around(T** rows, T** sources, NearestWindow window, int columns, T* destination)
    {
        TWide centreCount = TLanes.Broadcast(window.Centre.Length);
        TWide keep = TLanes.Broadcast(window.Keep);
        ReadOnlySpan<int> ends = window.CentreAtEnds;
        ReadOnlySpan<int> inner = window.CentreAlwaysKept;
        ReadOnlySpan<int> others = window.OthersAlwaysKept;
        int firsts = Math.Min(window.Keep, window.Dropped);
        for (int c = 0; c < columns; c += TLanes.Count)
        {
            // The sum of the values that are both in the centre and always kept serves twice.
            TWide kept = Sum(rows, inner, c);
            TWide centre = Divide(Add(kept, rows, ends, c), centreCount, rows, window.Centre, c);
            kept = Add(kept, rows, others, c);

            // Of v_r, v_(r + Keep), v_(r + 2 Keep), ... exactly one is kept.
            TWide ties = default;
            for (int r = 0; r < firsts; r++)
            {
                TWide value = TLanes.Load(rows[r] + c);
                TWide low = value;
                for (int k = r; k < window.Dropped; k += window.Keep)
                {
                    TWide high = TLanes.Load(rows[k + window.Keep] + c);
                    TWide above = TLanes.Subtract(high, centre);
                    TWide below = TLanes.Subtract(centre, low);
                    value = TLanes.Select(TLanes.Less(above, below), high, value);
                    ties = TLanes.Or(ties, TLanes.AndNot(TLanes.Equal(above, below), TLanes.Equal(high, low)));
                    low = high;
                }

                kept = TLanes.Add(kept, value);
            }

            TWide mean = TLanes.Divide(kept, keep);
            if (TLanes.Bits(ties) != 0)
                mean = Untie(rows, sources, window, c, TLanes.Bits(ties), centre, mean);
            TLanes.Store(TLanes.Add(mean, default), destination + c);
        }
    }

    private static TWide Untie(T** rows, T** sources, NearestWindow window, int c, uint ties, TWide centre, TWide mean)
    {
        double* centres = stackalloc double[TLanes.Count];
        double* means = stackalloc double[TLanes.Count];
        TLanes.Store(centre, centres);
        TLanes.Store(mean, means);
        for (; ties != 0; ties &= ties - 1)
        {
            int lane = BitOperations.TrailingZeroCount(ties);
            means[lane] = window.Untie(rows, sources, c + lane, centres[lane]);
        }

        return TLanes.Load(means);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide MeanOf(T** rows, ReadOnlySpan<int> wires, int c, TWide count) =>
        Divide(Sum(rows, wires, c), count, rows, wires, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide Sum(T** rows, ReadOnlySpan<int> wires, int c) => Add(default, rows, wires, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide Add(TWide sum, T** rows, ReadOnlySpan<int> wires, int c)
    {
        foreach (int wire in wires)
            sum = TLanes.Add(sum, TLanes.Load(rows[wire] + c));
        return sum;
    }

    // Floats never leave the range of doubles. The sum of two doubles can, where their mean does not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide Divide(TWide sum, TWide count, T** rows, ReadOnlySpan<int> wires, int c)
    {
        TWide mean = TLanes.Add(TLanes.Divide(sum, count), default);
        if (typeof(T) != typeof(double) || wires.Length != 2)
            return mean;

        TWide half = TLanes.Broadcast(0.5);
        TWide halves = TLanes.Add(
            TLanes.Multiply(half, TLanes.Load(rows[wires[0]] + c)), TLanes.Multiply(half, TLanes.Load(rows[wires[1]] + c)));
        TWide infinity = TLanes.Broadcast(double.PositiveInfinity);
        TWide overflowed = TLanes.Or(TLanes.Equal(mean, infinity), TLanes.Equal(mean, TLanes.Subtract(default, infinity)));
        return TLanes.Select(overflowed, halves, mean);
    }
}
