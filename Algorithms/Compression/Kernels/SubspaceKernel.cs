using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Kernels;

/// <summary>A step of subspace iteration, in double, over factors that lie column by column.</summary>
internal static class SubspaceKernel
{
    // A column that has lost this much of its length to those before it is what rounding left of nothing.
    private const double Lost = 1e-7;

    /// <summary>P = orthonormal columns of X Q; Q = X^T P, with P as it was rounded to T.</summary>
    /// <param name="matrix">X.</param>
    /// <param name="block">Its shape.</param>
    /// <param name="stream">Where columns of zeros are drawn from.</param>
    /// <param name="p">P, overwritten.</param>
    /// <param name="q">Q, changed.</param>
    public static void Iterate<T>(ReadOnlySpan<T> matrix, MatrixBlock block, ref RandomStream stream, Span<T> p, Span<T> q)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] pooled = ArrayPool<double>.Shared.Rent(block.Rank * Math.Max(block.Rows, block.Columns));
        Span<double> wide = pooled.AsSpan(0, block.Rank * block.Rows);
        for (int c = 0; c < block.Rank; c++)
        {
            Span<T> column = q.Slice(c * block.Columns, block.Columns);
            ToUnitSize(column, ref stream);
            for (int row = 0; row < block.Rows; row++)
            {
                ReadOnlySpan<T> elements = Row(matrix, block, row);
                wide[(c * block.Rows) + row] = VectorKernels.Dot(elements, column[..elements.Length]);
            }
        }

        Orthonormalise(wide, block.Rows);
        VectorKernels.Round(wide, p);
        wide = pooled.AsSpan(0, block.Rank * block.Columns);
        wide.Clear();
        for (int row = 0; row < block.Rows; row++)
        {
            ReadOnlySpan<T> elements = Row(matrix, block, row);
            for (int c = 0; c < block.Rank; c++)
                VectorKernels.AddWeighted(double.CreateTruncating(p[(c * block.Rows) + row]), elements, wide.Slice(c * block.Columns, elements.Length));
        }

        VectorKernels.Round(wide, q);
        ArrayPool<double>.Shared.Return(pooled);
    }

    /// <summary>X = P Q^T.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> p, ReadOnlySpan<T> q, MatrixBlock block, Span<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] pooled = ArrayPool<double>.Shared.Rent(block.Columns);
        for (int row = 0; row < block.Rows; row++)
        {
            int start = row * block.Columns;
            Span<double> sums = pooled.AsSpan(0, Math.Min(block.Columns, block.Length - start));
            sums.Clear();
            for (int c = 0; c < block.Rank; c++)
                VectorKernels.AddWeighted(double.CreateTruncating(p[(c * block.Rows) + row]), q.Slice(c * block.Columns, sums.Length), sums);
            VectorKernels.Round(sums, matrix.Slice(start, sums.Length));
        }

        ArrayPool<double>.Shared.Return(pooled);
    }

    private static ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> matrix, MatrixBlock block, int row)
    {
        int start = row * block.Columns;
        return matrix.Slice(start, Math.Min(block.Columns, matrix.Length - start));
    }

    // Only directions matter: with a largest element of 1 nothing overflows.
    private static void ToUnitSize<T>(Span<T> column, ref RandomStream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = Magnitudes.Largest<T>(column);
        if (largest == T.Zero)
        {
            stream.FillNormal(column);
            return;
        }

        foreach (ref T element in column)
            element /= largest;
    }

    // Gram and Schmidt, twice, which is as good as it can be.
    private static void Orthonormalise(Span<double> columns, int rows)
    {
        for (int start = 0; start < columns.Length; start += rows)
        {
            Span<double> column = columns.Slice(start, rows);
            double largest = Magnitudes.Largest<double>(column);
            if (largest == 0)
                continue;

            foreach (ref double element in column)
                element /= largest;
            double before = VectorKernels.Norm2<double>(column);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int other = 0; other < start; other += rows)
                {
                    ReadOnlySpan<double> unit = columns.Slice(other, rows);
                    VectorKernels.Axpy(-VectorKernels.Dot<double>(unit, column), unit, column);
                }
            }

            double norm = VectorKernels.Norm2<double>(column);
            if (norm <= Lost * before)
            {
                column.Clear();
                continue;
            }

            foreach (ref double element in column)
                element /= norm;
        }
    }
}
