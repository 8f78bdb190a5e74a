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
        for (int c = 0; c < columns; c += 2 * TLanes.Count)
        {
            (TWide sumC, TWide sumD) = Add((default, default), rows, wires, c);
            TLanes.Store(Divide(sumC, count, rows, wires, c), destination + c);
            TLanes.Store(Divide(sumD, count, rows, wires, c + TLanes.Count), destination + c + TLanes.Count);
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
        int dropped = window.Dropped;
        int step = window.Keep;
        for (int c = 0; c < columns; c += 2 * TLanes.Count)
        {
            int d = c + TLanes.Count;

            // The sum of the values that are both in the centre and always kept serves twice.
            (TWide keptC, TWide keptD) = Add((default, default), rows, inner, c);
            (TWide sumC, TWide sumD) = Add((keptC, keptD), rows, ends, c);
            TWide centreC = Divide(sumC, centreCount, rows, window.Centre, c);
            TWide centreD = Divide(sumD, centreCount, rows, window.Centre, d);
            (keptC, keptD) = Add((keptC, keptD), rows, others, c);

            // Of v_r, v_(r + Keep), v_(r + 2 Keep), ... exactly one is kept.
            TWide tiesC = default, tiesD = default;
            for (int r = 0; r < firsts; r++)
            {
                TWide lowC = TLanes.Load(rows[r] + c);
                TWide lowD = TLanes.Load(rows[r] + d);
                TWide valueC = lowC;
                TWide valueD = lowD;
                for (int k = r; k < dropped; k += step)
                {
                    TWide highC = TLanes.Load(rows[k + step] + c);
                    TWide highD = TLanes.Load(rows[k + step] + d);
                    TWide aboveC = TLanes.Subtract(highC, centreC);
                    TWide aboveD = TLanes.Subtract(highD, centreD);
                    TWide belowC = TLanes.Subtract(centreC, lowC);
                    TWide belowD = TLanes.Subtract(centreD, lowD);
                    valueC = TLanes.Select(TLanes.Less(aboveC, belowC), highC, valueC);
                    valueD = TLanes.Select(TLanes.Less(aboveD, belowD), highD, valueD);
                    tiesC = TLanes.Or(tiesC, TLanes.AndNot(TLanes.Equal(aboveC, belowC), TLanes.Equal(highC, lowC)));
                    tiesD = TLanes.Or(tiesD, TLanes.AndNot(TLanes.Equal(aboveD, belowD), TLanes.Equal(highD, lowD)));
                    lowC = highC;
                    lowD = highD;
                }

                keptC = TLanes.Add(keptC, valueC);
                keptD = TLanes.Add(keptD, valueD);
            }

            TWide meanC = TLanes.Divide(keptC, keep);
            TWide meanD = TLanes.Divide(keptD, keep);
            if (TLanes.Bits(TLanes.Or(tiesC, tiesD)) != 0)
            {
                meanC = Untie(rows, sources, window, c, TLanes.Bits(tiesC), centreC, meanC);
                meanD = Untie(rows, sources, window, d, TLanes.Bits(tiesD), centreD, meanD);
            }

            TLanes.Store(TLanes.Add(meanC, default), destination + c);
            TLanes.Store(TLanes.Add(meanD, default), destination + d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TWide C, TWide D) Add((TWide C, TWide D) sum, T** rows, ReadOnlySpan<int> wires, int c)
    {
        TWide sumC = sum.C;
        TWide sumD = sum.D;
        foreach (int wire in wires)
        {
            sumC = TLanes.Add(sumC, TLanes.Load(rows[wire] + c));
            sumD = TLanes.Add(sumD, TLanes.Load(rows[wire] + c + TLanes.Count));
        }

        return (sumC, sumD);
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
