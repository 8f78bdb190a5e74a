using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// Products of dense row-major matrices on one thread (workers run side by side already). Every element of the result is
/// one chain of fused multiply-adds c = fma(a_ik, b_kj, c) over ascending k, starting from 0 or from what C holds. So the
/// bits depend on the numbers alone: not on the register width, nor on how the matrices are cut into blocks.
/// </summary>
public static partial class MatrixMultiply
{
    // Rows of B taken at a time: a panel of 128 rows and four registers is 32 KiB and stays in the first-level cache.
    private const int DepthBlock = 128;
    private const int CrowdingStride = 1024;
    private const int RowsWorthPacking = 12;

    /// <summary>C = A B, or C += A B.</summary>
    /// <param name="a">rows x inner numbers.</param>
    /// <param name="b">inner x columns numbers.</param>
    /// <param name="c">rows x columns numbers, overwritten or added to; must not overlap A or B.</param>
    /// <param name="rows">The number of rows of A and C.</param>
    /// <param name="inner">The number of columns of A and rows of B.</param>
    /// <param name="columns">The number of columns of B and C.</param>
    /// <param name="accumulate">Whether the chains start from what C holds instead of from 0.</param>
    /// <exception cref="ArgumentException">A length does not fit, or C overlaps A or B.</exception>
    public static void Multiply<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int rows, int inner, int columns, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c, rows, inner, columns);
        Run(a, inner, 1, b, c, rows, inner, columns, accumulate);
    }

    /// <summary>C = A^T B, or C += A^T B.</summary>
    /// <param name="a">inner x rows numbers.</param>
    /// <param name="b">inner x columns numbers.</param>
    /// <param name="c">rows x columns numbers, overwritten or added to; must not overlap A or B.</param>
    /// <param name="rows">The number of columns of A and rows of C.</param>
    /// <param name="inner">The number of rows of A and B.</param>
    /// <param name="columns">The number of columns of B and C.</param>
    /// <param name="accumulate">Whether the chains start from what C holds instead of from 0.</param>
    /// <exception cref="ArgumentException">A length does not fit, or C overlaps A or B.</exception>
    public static void MultiplyTransposeA<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int rows, int inner, int columns, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c, rows, inner, columns);
        Run(a, 1, rows, b, c, rows, inner, columns, accumulate);
    }

    /// <summary>C = A B^T, or C += A B^T. B is transposed into pooled memory first.</summary>
    /// <param name="a">rows x inner numbers.</param>
    /// <param name="b">columns x inner numbers.</param>
    /// <param name="c">rows x columns numbers, overwritten or added to; must not overlap A or B.</param>
    /// <param name="rows">The number of rows of A and C.</param>
    /// <param name="inner">The number of columns of A and B.</param>
    /// <param name="columns">The number of rows of B and columns of C.</param>
    /// <param name="accumulate">Whether the chains start from what C holds instead of from 0.</param>
    /// <exception cref="ArgumentException">A length does not fit, or C overlaps A or B.</exception>
    public static void MultiplyTransposeB<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int rows, int inner, int columns, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c, rows, inner, columns);
        T[] pooled = ArrayPool<T>.Shared.Rent(Math.Max(b.Length, 1));
        Span<T> transposed = pooled.AsSpan(0, b.Length);
        Transpose(b, transposed, columns, inner);
        Run(a, inner, 1, transposed, c, rows, inner, columns, accumulate);
        ArrayPool<T>.Shared.Return(pooled);
    }

    /// <summary>The product with registers of a chosen kind: what the tests compare with the kind of the machine.</summary>
    [SkipLocalsInit]
    internal static void Run<TLanes, TVector, T>(
        ReadOnlySpan<T> a, nint aRow, nint aStep, ReadOnlySpan<T> b, Span<T> c, int rows, int inner, int columns, bool accumulate)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T a0 = ref MemoryMarshal.GetReference(a);
        ref T b0 = ref MemoryMarshal.GetReference(b);
        ref T c0 = ref MemoryMarshal.GetReference(c);

        // Rows whose distance is a power of two crowd a few sets of the cache. Then a panel of B is copied together first.
        bool packs = rows >= RowsWorthPacking && columns * Unsafe.SizeOf<T>() % CrowdingStride == 0;
        Span<T> packed = packs ? stackalloc T[DepthBlock * MatrixPanel<TLanes, TVector, T>.Widest * TLanes.Count] : default;
        for (int k = 0; k < inner; k += DepthBlock)
        {
            int depth = Math.Min(DepthBlock, inner - k);
            bool load = accumulate || k > 0;
            ref T aBlock = ref Unsafe.Add(ref a0, k * aStep);
            int column = 0;
            while (column < columns)
            {
                int width = MatrixPanel<TLanes, TVector, T>.Width((columns - column + TLanes.Count - 1) / TLanes.Count);
                int panelColumns = Math.Min(width * TLanes.Count, columns - column);
                nint last = panelColumns - TLanes.Count;
                scoped ref T bPanel = ref Unsafe.Add(ref b0, ((nint)k * columns) + column);
                nint bStep = columns;
                if (packs)
                {
                    for (int row = 0; row < depth; row++)
                        b.Slice(((k + row) * columns) + column, panelColumns).CopyTo(packed[(row * panelColumns)..]);
                    bPanel = ref MemoryMarshal.GetReference(packed);
                    bStep = panelColumns;
                }

                ref T cPanel = ref Unsafe.Add(ref c0, column);
                MatrixPanel<TLanes, TVector, T>.Run(
                    width, ref aBlock, aRow, aStep, ref bPanel, new EvenRows(bStep), ref cPanel, columns, last, rows, depth, load);
                column += panelColumns;
            }
        }
    }

    private static void Run<T>(
        ReadOnlySpan<T> a, nint aRow, nint aStep, ReadOnlySpan<T> b, Span<T> c, int rows, int inner, int columns, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 0)
        {
            if (!accumulate)
                c.Clear();
        }
        else if (Lanes.Has512<T>() && columns >= Vector512<T>.Count)
        {
            Run<Lanes512<T>, Vector512<T>, T>(a, aRow, aStep, b, c, rows, inner, columns, accumulate);
        }
        else if (Lanes.Has256<T>() && columns >= Vector256<T>.Count)
        {
            Run<Lanes256<T>, Vector256<T>, T>(a, aRow, aStep, b, c, rows, inner, columns, accumulate);
        }
        else if (Lanes.Has128<T>() && columns >= Vector128<T>.Count)
        {
            Run<Lanes128<T>, Vector128<T>, T>(a, aRow, aStep, b, c, rows, inner, columns, accumulate);
        }
        else
        {
            Run<ScalarLanes<T>, T, T>(a, aRow, aStep, b, c, rows, inner, columns, accumulate);
        }
    }

    private static void Check<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int rows, int inner, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        SpanChecks.SameLength(checked(rows * inner), a.Length, nameof(a));
        SpanChecks.SameLength(checked(inner * columns), b.Length, nameof(b));
        SpanChecks.SameLength(checked(rows * columns), c.Length, nameof(c));
        SpanChecks.Disjoint(a, c, nameof(c));
        SpanChecks.Disjoint(b, c, nameof(c));
    }
}
