using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// The inner products of n vectors with one another, d n (n + 1) operations. Single-precision products are summed in single precision
/// over at most 512 columns, 64 in each of 8 lanes, and the lanes then in double; double ones in double throughout.
/// </summary>
/// <remarks>
/// For the same pieces of the columns the bits are the same on every machine. A block of columns in which a vector is so large or so
/// small that products of its elements leave the range of single precision is computed in double: nothing overflows that is finite.
/// </remarks>
public static unsafe class GramKernel
{
    // 2 KiB of a row of floats: four rows and three stay in the first-level cache, those of up to 200 vectors in the second.
    private const int BlockColumns = 512;

    // Widened, 1 KiB of a row.
    private const int WideColumns = 128;

    // Between these squared norms no product of two rows leaves the range of single precision in a way that could be noticed.
    private const double LeastSquare = 1.0 / (1L << 50) / (1L << 50);
    private const double MostSquare = (double)(1L << 60) * (1L << 60);

    /// <summary>The columns of a cache line, which a tile reads at a time.</summary>
    internal static int Step<T>()
        where T : unmanaged => 64 / sizeof(T);

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

        // The sums of the tiles, and the last few columns of the rows, padded with zeros.
        int padded = GramBlock<T>.PaddedRows(n);
        int sumCount = GramBlock<T>.SumCount(n);
        int step = Step<T>();
        byte[] rented = ArrayPool<byte>.Shared.Rent((sumCount * sizeof(double)) + (n * step * sizeof(T)));
        T** rows = stackalloc T*[n];
        T** block = stackalloc T*[padded];
        using var pinned = new PinnedRows<T>(vectors, start, count, rows);
        fixed (byte* bytes = rented)
        {
            double* totals = (double*)bytes;
            new Span<double>(totals, sumCount).Clear();
            T* pad = (T*)(totals + sumCount);
            int whole = count / step * step;
            for (int done = 0; done < whole; done += BlockColumns)
            {
                int columns = Math.Min(BlockColumns, whole - done);
                for (int i = 0; i < padded; i++)
                    block[i] = rows[Math.Min(i, n - 1)] + done;
                Block(block, n, columns, columns, totals);
            }

            if (whole < count)
            {
                for (int i = 0; i < n; i++)
                {
                    block[i] = pad + (i * step);
                    var row = new Span<T>(block[i], step);
                    row.Clear();
                    new ReadOnlySpan<T>(rows[i] + whole, count - whole).CopyTo(row);
                }

                for (int i = n; i < padded; i++)
                    block[i] = block[n - 1];
                Block(block, n, step, 0, totals);
            }

            GramBlock<T>.Collect(totals, n, sums);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void Block<T>(T** rows, int n, int columns, int ahead, double* totals)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isVectorized = typeof(T) == typeof(float) || typeof(T) == typeof(double);
        if (isVectorized && GramBlock<T>.Add(rows, n, columns, ahead, totals, LeastSquare, MostSquare))
            return;

        // Some row is out of the ordinary: the same block, widened, a part at a time.
        int padded = GramBlock<double>.PaddedRows(n);
        byte[] rented = ArrayPool<byte>.Shared.Rent(n * WideColumns * sizeof(double));
        double** wide = stackalloc double*[padded];
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

                for (int i = n; i < padded; i++)
                    wide[i] = wide[n - 1];
                GramBlock<double>.Add(wide, n, part, 0, totals, 0, double.PositiveInfinity);
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }
}
