using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// The inner products of n rows over a block of columns, tile by tile: <see cref="GramTile{T}"/>. What the tiles add up lies in their
/// order, so that no index is computed for a block; <see cref="Collect"/> finds the pairs at the end. Tiles that hang over the edge
/// repeat the last row.
/// </summary>
internal static unsafe class GramBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = GramTile<T>.Rows;
    private const int Others = GramTile<T>.Others;
    private const int DiagonalSums = Rows * (Rows + 1) / 2 * GramTile<T>.SumsPerPair;
    private const int TileSums = Rows * Others * GramTile<T>.SumsPerPair;

    /// <summary>How many rows the tiles read of n.</summary>
    public static int PaddedRows(int n) => n + Rows - 1;

    /// <summary>How many numbers the tiles of n rows add up.</summary>
    public static int SumCount(int n)
    {
        int count = 0;
        for (int i = 0; i < n; i += Rows)
            count += DiagonalSums + (TilesRightOf(i, n) * TileSums);
        return count;
    }

    /// <summary>Adds them to the sums, or nothing where the squared norm of a row is out of bounds.</summary>
    /// <param name="rows">n rows, and the last one again up to <see cref="PaddedRows"/>.</param>
    /// <param name="n">Their number.</param>
    /// <param name="columns">A multiple of <see cref="GramKernel.Step{T}"/>.</param>
    /// <param name="ahead">Elements from a row to what will be read next of it; 0 for nothing.</param>
    /// <param name="sums"><see cref="SumCount"/> numbers.</param>
    /// <param name="least">The least squared norm of a row that is not all zeros.</param>
    /// <param name="most">The largest squared norm of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Add(T** rows, int n, int columns, int ahead, double* sums, double least, double most)
    {
        int groups = (n + Rows - 1) / Rows;
        double* diagonals = stackalloc double[groups * DiagonalSums];
        int tile = 0;
        int together = n > groups + (SumCount(n) - (groups * DiagonalSums)) / TileSums ? 2 : 1;

        // Diagonal tiles first: their norms say whether the block can be done in this type.
        for (int i = 0; i < n; i += Rows)
        {
            double* own = diagonals + (i / Rows * DiagonalSums);
            T* first = Ahead(rows, n, tile, ahead);
            T* second = Ahead(rows, n, tile + together - 1, ahead);
            tile += together;
            GramTile<T>.Diagonal(rows + i, columns, own, first, second);
            if (typeof(T) != typeof(double) && !AreInBounds(rows + i, columns, own, least, most))
                return false;
        }

        for (int i = 0; i < n; i += Rows)
        {
            double* own = diagonals + (i / Rows * DiagonalSums);
            for (int k = 0; k < DiagonalSums; k += Vector256<double>.Count)
                (Vector256.Load(sums + k) + Vector256.Load(own + k)).Store(sums + k);
            sums += DiagonalSums;
            for (int j = i + Rows; j < n; j += Others, sums += TileSums, tile += together)
                GramTile<T>.FourByThree(rows + i, rows + j, columns, sums, Ahead(rows, n, tile, ahead), Ahead(rows, n, tile + together - 1, ahead));
        }

        return true;
    }

    /// <summary>Adds what the tiles added up to the upper triangle.</summary>
    /// <param name="sums">The sums of the tiles.</param>
    /// <param name="n">The number of rows.</param>
    /// <param name="upper">The upper triangle, row by row.</param>
    public static void Collect(double* sums, int n, Span<double> upper)
    {
        for (int i0 = 0; i0 < n; i0 += Rows)
        {
            for (int i = i0; i < i0 + Rows; i++)
            {
                for (int j = i; j < i0 + Rows; j++, sums += GramTile<T>.SumsPerPair)
                    AddTo(upper, n, i, j, sums);
            }

            for (int j0 = i0 + Rows; j0 < n; j0 += Others)
            {
                for (int i = i0; i < i0 + Rows; i++)
                {
                    for (int j = j0; j < j0 + Others; j++, sums += GramTile<T>.SumsPerPair)
                        AddTo(upper, n, i, j, sums);
                }
            }
        }
    }

    private static int TilesRightOf(int i, int n) => (Math.Max(0, n - i - Rows) + Others - 1) / Others;

    private static T* Ahead(T** rows, int n, int row, int ahead) => rows[Math.Min(row, n - 1)] + ahead;

    private static void AddTo(Span<double> upper, int n, int i, int j, double* four)
    {
        if (j < n)
            upper[GramMatrix.UpperIndex(n, i, j)] += four[0] + four[2] + (four[1] + four[3]);
    }

    private static bool AreInBounds(T** a, int columns, double* sums, double least, double most)
    {
        for (int i = 0, k = 0; i < Rows; k += Rows - i, i++)
        {
            double square = Vector256.Sum(Vector256.Load(sums + (GramTile<T>.SumsPerPair * k)));
            if (!(square <= most) || (square < least && !IsZero(a[i], columns)))
                return false;
        }

        return true;
    }

    // The zeros of a row that has no other elements have no other bits either, unless they are negative: then nothing but time is lost.
    private static bool IsZero(T* row, int columns) =>
        !new ReadOnlySpan<byte>(row, columns * sizeof(T)).ContainsAnyExcept((byte)0);
}
