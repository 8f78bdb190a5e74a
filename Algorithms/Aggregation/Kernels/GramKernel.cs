using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// The inner products of n vectors with one another, d n (n + 1) operations. Single-precision products are summed in single precision
/// over at most 512 columns, 32 in each of 16 virtual lanes, and the lanes then in double; double ones in double throughout.
/// </summary>
/// <remarks>
/// For the same pieces of the columns the bits are the same on every machine. A block of columns in which a vector is so large or so
/// small that products of its elements leave the range of single precision is computed in double: nothing overflows that is finite.
/// </remarks>
public static unsafe class GramKernel
{
    /// <summary>The product of columns c goes into lane c mod 16 of a block.</summary>
    internal const int VirtualLanes = 16;

    // 2 KiB of a row of floats: four rows stay in the first-level cache, those of up to 200 vectors in the second.
    private const int BlockColumns = 512;

    // Widened, 1 KiB of a row.
    private const int WideColumns = 128;

    // Between these squared norms no product of two rows leaves the range of single precision in a way that could be noticed.
    private const double LeastSquare = 1.0 / (1L << 50) / (1L << 50);
    private const double MostSquare = (double)(1L << 60) * (1L << 60);

    /// <summary>sums += the inner products over some of the columns.</summary>
    /// <param name="vectors">n vectors.</param>
    /// <param name="start">The first column.</param>
    /// <param name="count">The number of columns.</param>
    /// <param name="sums">The upper triangle, row by row: see <see cref="GramMatrix.FromUpper"/>.</param>
    /// <typeparam name="T">The element type.</typeparam>
    /// <exception cref="ArgumentException">The length of the sums does not fit, or a vector has fewer columns.</exception>
    public static void Accumulate<T>(IReadOnlyList<VectorBuffer<T>> vectors, int start, int count, Span<double> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = vectors.Count;
        SpanChecks.SameLength(GramMatrix.UpperLength(n), sums.Length, nameof(sums));
        if (n == 0 || count == 0)
            return;

        T** rows = stackalloc T*[n];
        using var pinned = new PinnedRows<T>(vectors, start, count, rows);
        if (Lanes.Has512<T>())
            Run<Lanes512<T>, Vector512<T>, Lanes512<double>, Vector512<double>, T>(rows, n, count, sums);
        else if (Lanes.Has256<T>())
            Run<Lanes256<T>, Vector256<T>, Lanes256<double>, Vector256<double>, T>(rows, n, count, sums);
        else if (Lanes.Has128<T>())
            Run<Lanes128<T>, Vector128<T>, Lanes128<double>, Vector128<double>, T>(rows, n, count, sums);
        else
            Run<ScalarLanes<T>, T, ScalarLanes<double>, double, T>(rows, n, count, sums);
    }

    private static void Run<TLanes, TVector, TWideLanes, TWide, T>(T** rows, int n, int count, Span<double> sums)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where TWideLanes : ILanes<TWide, double>
        where TWide : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Four sums in double for every pair, and the last few columns of the rows, padded with zeros.
        int pairs = sums.Length;
        byte[] rented = ArrayPool<byte>.Shared.Rent((pairs * 4 * sizeof(double)) + (n * VirtualLanes * sizeof(T)));
        T** block = stackalloc T*[n];
        fixed (byte* bytes = rented)
        {
            double* totals = (double*)bytes;
            new Span<double>(totals, pairs * 4).Clear();
            T* pad = (T*)(totals + (pairs * 4));
            int whole = count / VirtualLanes * VirtualLanes;
            for (int done = 0; done < whole; done += BlockColumns)
            {
                int columns = Math.Min(BlockColumns, whole - done);
                for (int i = 0; i < n; i++)
                    block[i] = rows[i] + done;
                Block<TLanes, TVector, TWideLanes, TWide, T>(block, n, columns, columns, totals);
            }

            if (whole < count)
            {
                for (int i = 0; i < n; i++)
                {
                    block[i] = pad + (i * VirtualLanes);
                    var row = new Span<T>(block[i], VirtualLanes);
                    row.Clear();
                    new ReadOnlySpan<T>(rows[i] + whole, count - whole).CopyTo(row);
                }

                Block<TLanes, TVector, TWideLanes, TWide, T>(block, n, VirtualLanes, 0, totals);
            }

            for (int k = 0; k < pairs; k++)
            {
                double* four = totals + (4 * k);
                sums[k] += four[0] + four[2] + (four[1] + four[3]);
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void Block<TLanes, TVector, TWideLanes, TWide, T>(T** rows, int n, int columns, int ahead, double* totals)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where TWideLanes : ILanes<TWide, double>
        where TWide : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (GramBlock<TLanes, TVector, T>.Add(rows, n, columns, ahead, totals, LeastSquare, MostSquare))
            return;

        // Some row is out of the ordinary: the same block, widened, a part at a time.
        byte[] rented = ArrayPool<byte>.Shared.Rent(n * WideColumns * sizeof(double));
        double** wide = stackalloc double*[n];
        fixed (byte* bytes = rented)
        {
            for (int done = 0; done < columns; done += WideColumns)
            {
                int part = Math.Min(WideColumns, columns - done);
                for (int i = 0; i < n; i++)
                {
                    wide[i] = (double*)bytes + (i * WideColumns);
                    for (int c = 0; c < part; c += WideLanes256.Count)
                        WideLanes256.Load(rows[i] + done + c).Store(wide[i] + c);
                }

                GramBlock<TWideLanes, TWide, double>.Add(wide, n, part, 0, totals, 0, double.PositiveInfinity);
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }
}
