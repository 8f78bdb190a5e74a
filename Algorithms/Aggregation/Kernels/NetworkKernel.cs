using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// Runs the comparators of a <see cref="SortingNetwork"/> over a block of columns that stays in the first-level cache: wire i of column c
/// is element c of row i. A wire is read where it comes from until its first comparator and from the scratch rows afterwards, so that
/// the inputs are neither copied nor changed.
/// </summary>
internal static unsafe class NetworkKernel<TLanes, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Runs them.</summary>
    /// <param name="comparators">The network.</param>
    /// <param name="rows">The address of each wire's values, changed: where they are after the last comparator that kept them.</param>
    /// <param name="scratch">n rows of <paramref name="stride"/> elements.</param>
    /// <param name="stride">At least <paramref name="columns"/>.</param>
    /// <param name="columns">A multiple of <see cref="CoordinatePlan.Granularity"/>.</param>
    /// <param name="ahead">What is asked for meanwhile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<Comparator> comparators, T** rows, T* scratch, int stride, int columns, ReadAhead ahead)
    {
        foreach (ref readonly Comparator comparator in comparators)
        {
            T* a = rows[comparator.Low];
            T* b = rows[comparator.High];
            T* low = scratch + ((nint)comparator.Low * stride);
            T* high = scratch + ((nint)comparator.High * stride);
            ahead.Step();
            if (!comparator.KeepsHigh)
            {
                Smaller(a, b, low, columns);
                rows[comparator.Low] = low;
            }
            else if (!comparator.KeepsLow)
            {
                Larger(a, b, high, columns);
                rows[comparator.High] = high;
            }
            else
            {
                Both(a, b, low, high, columns);
                rows[comparator.Low] = low;
                rows[comparator.High] = high;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Both(T* a, T* b, T* low, T* high, int columns)
    {
        int c = 0;
        for (; c <= columns - (4 * TLanes.Count); c += 4 * TLanes.Count)
        {
            Both(a, b, low, high, (nint)c);
            Both(a, b, low, high, (nint)c + TLanes.Count);
            Both(a, b, low, high, (nint)c + (2 * TLanes.Count));
            Both(a, b, low, high, (nint)c + (3 * TLanes.Count));
        }

        for (; c < columns; c += TLanes.Count)
            Both(a, b, low, high, (nint)c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Both(T* a, T* b, T* low, T* high, nint c)
    {
        TVector left = TLanes.Load(ref a[c]);
        TVector right = TLanes.Load(ref b[c]);
        TLanes.Store(TLanes.Min(left, right), ref low[c]);
        TLanes.Store(TLanes.Max(left, right), ref high[c]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Smaller(T* a, T* b, T* low, int columns)
    {
        for (int c = 0; c < columns; c += TLanes.Count)
            TLanes.Store(TLanes.Min(TLanes.Load(ref a[c]), TLanes.Load(ref b[c])), ref low[c]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Larger(T* a, T* b, T* high, int columns)
    {
        for (int c = 0; c < columns; c += TLanes.Count)
            TLanes.Store(TLanes.Max(TLanes.Load(ref a[c]), TLanes.Load(ref b[c])), ref high[c]);
    }
}
