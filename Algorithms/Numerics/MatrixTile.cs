using System.Numerics;
using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// The micro-kernels of <see cref="MatrixMultiply"/>: C += A B for a tile of C of 6, 4, 2 or 1 rows that stays in registers
/// while k runs. Element (i, k) of A is at i * aRow + k * aStep, which covers A and its transpose; where the rows of B are, a walk
/// says. They are compiled with all optimisation at once: a product in unoptimised code takes as long as hundreds in optimised code.
/// </summary>
internal static class MatrixTile<TRow, TLanes, TVector, T>
    where TRow : struct, IRegisterRow<TRow, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>All rows of a column panel of C, six at a time.</summary>
    public static void Panel<TWalk>(
        ref T a, nint aRow, nint aStep, ref T b, TWalk walk, ref T c, nint cRow, nint last, int rows, int depth, bool load)
        where TWalk : struct, IRowWalk, allows ref struct
    {
        int row = 0;
        for (; row <= rows - 6; row += 6)
            Six(ref RowOf(ref a, row, aRow), aRow, aStep, ref b, walk, ref RowOf(ref c, row, cRow), cRow, last, depth, load);
        if (row <= rows - 4)
        {
            Four(ref RowOf(ref a, row, aRow), aRow, aStep, ref b, walk, ref RowOf(ref c, row, cRow), cRow, last, depth, load);
            row += 4;
        }

        if (row <= rows - 2)
        {
            Two(ref RowOf(ref a, row, aRow), aRow, aStep, ref b, walk, ref RowOf(ref c, row, cRow), cRow, last, depth, load);
            row += 2;
        }

        if (row < rows)
            One(ref RowOf(ref a, row, aRow), aStep, ref b, walk, ref RowOf(ref c, row, cRow), last, depth, load);
    }

    private static ref T RowOf(ref T matrix, int row, nint stride) => ref Unsafe.Add(ref matrix, row * stride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six<TWalk>(
        ref T a, nint aRow, nint aStep, ref T b, TWalk walk, ref T c, nint cRow, nint last, int depth, bool load)
        where TWalk : struct, IRowWalk, allows ref struct
    {
        TRow c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default;
        if (load)
        {
            c0 = TRow.Load(ref c, last);
            c1 = TRow.Load(ref Unsafe.Add(ref c, cRow), last);
            c2 = TRow.Load(ref Unsafe.Add(ref c, 2 * cRow), last);
            c3 = TRow.Load(ref Unsafe.Add(ref c, 3 * cRow), last);
            c4 = TRow.Load(ref Unsafe.Add(ref c, 4 * cRow), last);
            c5 = TRow.Load(ref Unsafe.Add(ref c, 5 * cRow), last);
        }

        nint aRow2 = 2 * aRow, aRow3 = 3 * aRow, aRow4 = 4 * aRow, aRow5 = 5 * aRow;
        for (int k = 0; k < depth; k++)
        {
            TRow row = TRow.Load(ref b, last);
            c0 = TRow.MultiplyAdd(TLanes.Broadcast(a), row, c0);
            c1 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow)), row, c1);
            c2 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow2)), row, c2);
            c3 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow3)), row, c3);
            c4 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow4)), row, c4);
            c5 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow5)), row, c5);
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, walk.After(k));
        }

        TRow.Store(c0, ref c, last);
        TRow.Store(c1, ref Unsafe.Add(ref c, cRow), last);
        TRow.Store(c2, ref Unsafe.Add(ref c, 2 * cRow), last);
        TRow.Store(c3, ref Unsafe.Add(ref c, 3 * cRow), last);
        TRow.Store(c4, ref Unsafe.Add(ref c, 4 * cRow), last);
        TRow.Store(c5, ref Unsafe.Add(ref c, 5 * cRow), last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<TWalk>(
        ref T a, nint aRow, nint aStep, ref T b, TWalk walk, ref T c, nint cRow, nint last, int depth, bool load)
        where TWalk : struct, IRowWalk, allows ref struct
    {
        TRow c0 = default, c1 = default, c2 = default, c3 = default;
        if (load)
        {
            c0 = TRow.Load(ref c, last);
            c1 = TRow.Load(ref Unsafe.Add(ref c, cRow), last);
            c2 = TRow.Load(ref Unsafe.Add(ref c, 2 * cRow), last);
            c3 = TRow.Load(ref Unsafe.Add(ref c, 3 * cRow), last);
        }

        nint aRow2 = 2 * aRow, aRow3 = 3 * aRow;
        for (int k = 0; k < depth; k++)
        {
            TRow row = TRow.Load(ref b, last);
            c0 = TRow.MultiplyAdd(TLanes.Broadcast(a), row, c0);
            c1 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow)), row, c1);
            c2 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow2)), row, c2);
            c3 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow3)), row, c3);
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, walk.After(k));
        }

        TRow.Store(c0, ref c, last);
        TRow.Store(c1, ref Unsafe.Add(ref c, cRow), last);
        TRow.Store(c2, ref Unsafe.Add(ref c, 2 * cRow), last);
        TRow.Store(c3, ref Unsafe.Add(ref c, 3 * cRow), last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two<TWalk>(
        ref T a, nint aRow, nint aStep, ref T b, TWalk walk, ref T c, nint cRow, nint last, int depth, bool load)
        where TWalk : struct, IRowWalk, allows ref struct
    {
        TRow c0 = default, c1 = default;
        if (load)
        {
            c0 = TRow.Load(ref c, last);
            c1 = TRow.Load(ref Unsafe.Add(ref c, cRow), last);
        }

        for (int k = 0; k < depth; k++)
        {
            TRow row = TRow.Load(ref b, last);
            c0 = TRow.MultiplyAdd(TLanes.Broadcast(a), row, c0);
            c1 = TRow.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref a, aRow)), row, c1);
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, walk.After(k));
        }

        TRow.Store(c0, ref c, last);
        TRow.Store(c1, ref Unsafe.Add(ref c, cRow), last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<TWalk>(ref T a, nint aStep, ref T b, TWalk walk, ref T c, nint last, int depth, bool load)
        where TWalk : struct, IRowWalk, allows ref struct
    {
        TRow c0 = load ? TRow.Load(ref c, last) : default;
        for (int k = 0; k < depth; k++)
        {
            TRow row = TRow.Load(ref b, last);
            c0 = TRow.MultiplyAdd(TLanes.Broadcast(a), row, c0);
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, walk.After(k));
        }

        TRow.Store(c0, ref c, last);
    }
}
