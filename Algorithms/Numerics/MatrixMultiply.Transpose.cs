using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Numerics;

/// <content>Transposition.</content>
public static partial class MatrixMultiply
{
    // 16 x 16 elements: whole cache lines on both sides.
    private const int TransposeBlock = 16;
    private const int Quad = 4;

    /// <summary>destination = source^T.</summary>
    /// <param name="source">rows x columns numbers.</param>
    /// <param name="destination">columns x rows numbers, overwritten; must not overlap the source.</param>
    /// <param name="rows">The number of rows of the source.</param>
    /// <param name="columns">The number of columns of the source.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the spans overlap.</exception>
    public static void Transpose<T>(ReadOnlySpan<T> source, Span<T> destination, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        int length = checked(rows * columns);
        SpanChecks.SameLength(length, source.Length, nameof(source));
        SpanChecks.SameLength(length, destination.Length, nameof(destination));
        SpanChecks.Disjoint(source, destination, nameof(destination));

        ref T source0 = ref MemoryMarshal.GetReference(source);
        ref T destination0 = ref MemoryMarshal.GetReference(destination);
        for (int row = 0; row < rows; row += TransposeBlock)
        {
            int blockRows = Math.Min(TransposeBlock, rows - row);
            for (int column = 0; column < columns; column += TransposeBlock)
            {
                TransposeOneBlock(
                    ref Unsafe.Add(ref source0, ((nint)row * columns) + column), columns,
                    ref Unsafe.Add(ref destination0, ((nint)column * rows) + row), rows,
                    blockRows, Math.Min(TransposeBlock, columns - column));
            }
        }
    }

    private static void TransposeOneBlock<T>(
        ref T source, nint sourceRow, ref T destination, nint destinationRow, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Column after column of the source, so that a cache line of the destination is written at once.
        int column = 0;
        if (typeof(T) == typeof(float) && Sse.IsSupported)
        {
            for (; column <= columns - Quad; column += Quad)
            {
                int row = 0;
                for (; row <= rows - Quad; row += Quad)
                {
                    TransposeQuad(
                        ref Unsafe.As<T, float>(ref Unsafe.Add(ref source, (row * sourceRow) + column)), sourceRow,
                        ref Unsafe.As<T, float>(ref Unsafe.Add(ref destination, (column * destinationRow) + row)), destinationRow);
                }

                TransposeScalar(ref source, sourceRow, ref destination, destinationRow, row, rows, column, column + Quad);
            }
        }

        TransposeScalar(ref source, sourceRow, ref destination, destinationRow, 0, rows, column, columns);
    }

    private static void TransposeScalar<T>(
        ref T source, nint sourceRow, ref T destination, nint destinationRow, int row, int rowEnd, int column, int columnEnd)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (; column < columnEnd; column++)
        {
            for (int i = row; i < rowEnd; i++)
                Unsafe.Add(ref destination, (column * destinationRow) + i) = Unsafe.Add(ref source, (i * sourceRow) + column);
        }
    }

    // Four rows a, b, c, d: pairs (a0 b0 a1 b1), (c0 d0 c1 d1), ... and then halves of pairs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeQuad(ref float source, nint sourceRow, ref float destination, nint destinationRow)
    {
        Vector128<float> a = Vector128.LoadUnsafe(ref source);
        Vector128<float> b = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, sourceRow));
        Vector128<float> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 2 * sourceRow));
        Vector128<float> d = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 3 * sourceRow));
        Vector128<float> abLow = Sse.UnpackLow(a, b);
        Vector128<float> abHigh = Sse.UnpackHigh(a, b);
        Vector128<float> cdLow = Sse.UnpackLow(c, d);
        Vector128<float> cdHigh = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(abLow, cdLow).StoreUnsafe(ref destination);
        Sse.MoveHighToLow(cdLow, abLow).StoreUnsafe(ref Unsafe.Add(ref destination, destinationRow));
        Sse.MoveLowToHigh(abHigh, cdHigh).StoreUnsafe(ref Unsafe.Add(ref destination, 2 * destinationRow));
        Sse.MoveHighToLow(cdHigh, abHigh).StoreUnsafe(ref Unsafe.Add(ref destination, 3 * destinationRow));
    }
}
