using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// The inner products of n rows over a block of columns: tiles of <see cref="GramTile{TLanes, TVector, T}"/>, whose sixteen lanes are
/// then added to four sums in double. Tiles that hang over the edge repeat the last row.
/// </summary>
internal static unsafe class GramBlock<TLanes, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = 4;
    private const int Others = 3;
    private const int DiagonalPairs = Rows * (Rows + 1) / 2;
    private const int VirtualLanes = GramKernel.VirtualLanes;

    /// <summary>Adds them to the totals, or nothing where the squared norm of a row is out of bounds.</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="n">Their number.</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="ahead">Elements from a row to what will be read next of it.</param>
    /// <param name="totals">Four sums for each pair of the upper triangle.</param>
    /// <param name="least">The least squared norm of a row that is not all zeros.</param>
    /// <param name="most">The largest squared norm of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Add(T** rows, int n, int columns, int ahead, double* totals, double least, double most)
    {
        T* lanes = stackalloc T[Rows * Others * VirtualLanes];
        T** a = stackalloc T*[Rows];
        T** b = stackalloc T*[Others];
        int groups = (n + Rows - 1) / Rows;
        int next = 0;

        // Diagonal tiles first: their norms say whether the block can be done in this type.
        double* diagonals = stackalloc double[groups * DiagonalPairs * 4];
        for (int group = 0; group < groups; group++)
        {
            Pick(rows, n, group * Rows, Rows, a);
            T* first = Ahead(rows, n, ahead, ref next);
            GramTile<TLanes, TVector, T>.Diagonal(a, columns, lanes, first, Ahead(rows, n, ahead, ref next));
            double* sums = diagonals + (group * DiagonalPairs * 4);
            for (int k = 0; k < DiagonalPairs; k++)
                Fold(lanes + (k * VirtualLanes)).Store(sums + (4 * k));
            if (typeof(T) != typeof(double) && !AreInBounds(a, columns, sums, least, most))
                return false;
        }

        for (int group = 0; group < groups; group++)
        {
            int i0 = group * Rows;
            double* sums = diagonals + (group * DiagonalPairs * 4);
            for (int i = 0; i < Rows; i++)
            {
                for (int j = i; j < Rows; j++, sums += 4)
                {
                    if (i0 + j < n)
                        AddTo(totals, GramMatrix.UpperIndex(n, i0 + i, i0 + j), Vector256.Load(sums));
                }
            }

            Pick(rows, n, i0, Rows, a);
            for (int j0 = i0 + Rows; j0 < n; j0 += Others)
            {
                Pick(rows, n, j0, Others, b);
                T* first = Ahead(rows, n, ahead, ref next);
                GramTile<TLanes, TVector, T>.FourByThree(a, b, columns, lanes, first, Ahead(rows, n, ahead, ref next));
                int width = Math.Min(Others, n - j0);
                for (int i = 0; i < Rows; i++)
                {
                    int k = GramMatrix.UpperIndex(n, i0 + i, j0);
                    for (int j = 0; j < width; j++)
                        AddTo(totals, k + j, Fold(lanes + (((i * Others) + j) * VirtualLanes)));
                }
            }
        }

        return true;
    }

    private static void Pick(T** rows, int n, int first, int count, T** picked)
    {
        for (int i = 0; i < count; i++)
            picked[i] = rows[Math.Min(first + i, n - 1)];
    }

    private static T* Ahead(T** rows, int n, int ahead, ref int next) => rows[Math.Min(next++, n - 1)] + ahead;

    // Lanes k and k + 8 are added in the element type, then these for k and k + 4 in double.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Fold(T* lanes)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<float> eight = Vector256.Load((float*)lanes) + Vector256.Load((float*)lanes + 8);
            return Vector256.WidenLower(eight) + Vector256.WidenUpper(eight);
        }

        for (int k = 0; k < VirtualLanes / 2; k++)
            lanes[k] += lanes[k + (VirtualLanes / 2)];
        return WideLanes256.Load(lanes) + WideLanes256.Load(lanes + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(double* totals, int pair, Vector256<double> sums) =>
        (Vector256.Load(totals + (4 * pair)) + sums).Store(totals + (4 * pair));

    private static bool AreInBounds(T** a, int columns, double* sums, double least, double most)
    {
        for (int i = 0, k = 0; i < Rows; k += Rows - i, i++)
        {
            double square = Vector256.Sum(Vector256.Load(sums + (4 * k)));
            if (!(square <= most) || (square < least && !IsZero(a[i], columns)))
                return false;
        }

        return true;
    }

    // The zeros of a row that has no other elements have no other bits either, unless they are negative: then nothing but time is lost.
    private static bool IsZero(T* row, int columns) =>
        !new ReadOnlySpan<byte>(row, columns * sizeof(T)).ContainsAnyExcept((byte)0);
}
