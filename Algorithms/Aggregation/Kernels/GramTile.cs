using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// Inner products of a few rows with a few others over a block of columns, in registers. The product of columns c goes into lane
/// c mod L, fused, in ascending order of c; L is how many elements 256 bits hold, on every machine, so that the bits are the same on
/// all of them. The lanes are then added to four sums in double, lane k to sum k mod 4.
/// </summary>
internal static unsafe class GramTile<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>The rows that they are multiplied with, off the diagonal.</summary>
    public const int Others = 3;

    /// <summary>Sums for a pair.</summary>
    public const int SumsPerPair = 4;

    /// <summary>Four rows with one another: 00, 01, 02, 03, 11, 12, 13, 22, 23, 33. Twelve sums, three rows and one more fill sixteen registers.</summary>
    /// <param name="a">Four rows.</param>
    /// <param name="columns">A multiple of <see cref="GramKernel.Step{T}"/>.</param>
    /// <param name="sums">10 * 4 numbers, overwritten.</param>
    /// <param name="first">A row that will be read soon.</param>
    /// <param name="second">Another one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Diagonal(T** a, int columns, double* sums, T* first, T* second)
    {
        T* a0 = a[0];
        T* a1 = a[1];
        T* a2 = a[2];
        T* a3 = a[3];
        int lanes = Vector256<T>.Count;
        Vector256<T> p00 = default, p01 = default, p02 = default, p03 = default, p11 = default;
        Vector256<T> p12 = default, p13 = default, p22 = default, p23 = default, p33 = default;
        for (nint c = 0; c < columns; c += lanes)
        {
            if ((c & lanes) == 0)
            {
                ReadAhead.One(first + c);
                ReadAhead.One(second + c);
            }

            Vector256<T> x0 = Vector256.Load(a0 + c);
            Vector256<T> x1 = Vector256.Load(a1 + c);
            Vector256<T> x2 = Vector256.Load(a2 + c);
            Vector256<T> x3 = Vector256.Load(a3 + c);
            p00 = Fused(x0, x0, p00);
            p01 = Fused(x0, x1, p01);
            p02 = Fused(x0, x2, p02);
            p03 = Fused(x0, x3, p03);
            p11 = Fused(x1, x1, p11);
            p12 = Fused(x1, x2, p12);
            p13 = Fused(x1, x3, p13);
            p22 = Fused(x2, x2, p22);
            p23 = Fused(x2, x3, p23);
            p33 = Fused(x3, x3, p33);
        }

        Fold(p00).Store(sums);
        Fold(p01).Store(sums + SumsPerPair);
        Fold(p02).Store(sums + (2 * SumsPerPair));
        Fold(p03).Store(sums + (3 * SumsPerPair));
        Fold(p11).Store(sums + (4 * SumsPerPair));
        Fold(p12).Store(sums + (5 * SumsPerPair));
        Fold(p13).Store(sums + (6 * SumsPerPair));
        Fold(p22).Store(sums + (7 * SumsPerPair));
        Fold(p23).Store(sums + (8 * SumsPerPair));
        Fold(p33).Store(sums + (9 * SumsPerPair));
    }

    /// <summary>Four rows with three: 00, 01, 02, 10, ..., 32.</summary>
    /// <param name="a">Four rows.</param>
    /// <param name="b">Three rows.</param>
    /// <param name="columns">A multiple of <see cref="GramKernel.Step{T}"/>.</param>
    /// <param name="sums">12 * 4 numbers, added to.</param>
    /// <param name="first">A row that will be read soon.</param>
    /// <param name="second">Another one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourByThree(T** a, T** b, int columns, double* sums, T* first, T* second)
    {
        T* a0 = a[0];
        T* a1 = a[1];
        T* a2 = a[2];
        T* a3 = a[3];
        T* b0 = b[0];
        T* b1 = b[1];
        T* b2 = b[2];
        int lanes = Vector256<T>.Count;
        Vector256<T> p00 = default, p01 = default, p02 = default, p10 = default, p11 = default, p12 = default;
        Vector256<T> p20 = default, p21 = default, p22 = default, p30 = default, p31 = default, p32 = default;
        for (nint c = 0; c < columns; c += 2 * lanes)
        {
            ReadAhead.One(first + c);
            ReadAhead.One(second + c);
            Vector256<T> y0 = Vector256.Load(b0 + c);
            Vector256<T> y1 = Vector256.Load(b1 + c);
            Vector256<T> y2 = Vector256.Load(b2 + c);
            Vector256<T> x = Vector256.Load(a0 + c);
            p00 = Fused(x, y0, p00);
            p01 = Fused(x, y1, p01);
            p02 = Fused(x, y2, p02);
            x = Vector256.Load(a1 + c);
            p10 = Fused(x, y0, p10);
            p11 = Fused(x, y1, p11);
            p12 = Fused(x, y2, p12);
            x = Vector256.Load(a2 + c);
            p20 = Fused(x, y0, p20);
            p21 = Fused(x, y1, p21);
            p22 = Fused(x, y2, p22);
            x = Vector256.Load(a3 + c);
            p30 = Fused(x, y0, p30);
            p31 = Fused(x, y1, p31);
            p32 = Fused(x, y2, p32);

            // The other half of the cache lines.
            nint other = c + lanes;
            y0 = Vector256.Load(b0 + other);
            y1 = Vector256.Load(b1 + other);
            y2 = Vector256.Load(b2 + other);
            x = Vector256.Load(a0 + other);
            p00 = Fused(x, y0, p00);
            p01 = Fused(x, y1, p01);
            p02 = Fused(x, y2, p02);
            x = Vector256.Load(a1 + other);
            p10 = Fused(x, y0, p10);
            p11 = Fused(x, y1, p11);
            p12 = Fused(x, y2, p12);
            x = Vector256.Load(a2 + other);
            p20 = Fused(x, y0, p20);
            p21 = Fused(x, y1, p21);
            p22 = Fused(x, y2, p22);
            x = Vector256.Load(a3 + other);
            p30 = Fused(x, y0, p30);
            p31 = Fused(x, y1, p31);
            p32 = Fused(x, y2, p32);
        }

        AddTo(sums, Fold(p00));
        AddTo(sums + SumsPerPair, Fold(p01));
        AddTo(sums + (2 * SumsPerPair), Fold(p02));
        AddTo(sums + (3 * SumsPerPair), Fold(p10));
        AddTo(sums + (4 * SumsPerPair), Fold(p11));
        AddTo(sums + (5 * SumsPerPair), Fold(p12));
        AddTo(sums + (6 * SumsPerPair), Fold(p20));
        AddTo(sums + (7 * SumsPerPair), Fold(p21));
        AddTo(sums + (8 * SumsPerPair), Fold(p22));
        AddTo(sums + (9 * SumsPerPair), Fold(p30));
        AddTo(sums + (10 * SumsPerPair), Fold(p31));
        AddTo(sums + (11 * SumsPerPair), Fold(p32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fused(Vector256<T> left, Vector256<T> right, Vector256<T> addend) =>
        Lanes256<T>.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Fold(Vector256<T> lanes) => typeof(T) == typeof(float)
        ? Vector256.WidenLower(lanes.AsSingle()) + Vector256.WidenUpper(lanes.AsSingle())
        : lanes.AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(double* sums, Vector256<double> added) => (Vector256.Load(sums) + added).Store(sums);
}
