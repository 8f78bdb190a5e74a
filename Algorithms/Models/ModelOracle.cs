using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>A worker's local problem of training: the mean loss of a model over the worker's own rows of a data set.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ModelOracle<T> : ILocalOracle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IModel<T> model;
    private readonly Dataset data;
    private readonly int[] rows;
    private readonly ModelWorkspacePool<T> pool;

    /// <summary>Makes the oracle.</summary>
    /// <param name="model">The model, shared by all workers.</param>
    /// <param name="data">The data set, shared by all workers.</param>
    /// <param name="rows">The worker's rows of the data set; at least one.</param>
    /// <param name="pool">Scratch memory, shared by all workers.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row is not in the data set.</exception>
    public ModelOracle(IModel<T> model, Dataset data, int[] rows, ModelWorkspacePool<T> pool)
    {
        SpanChecks.Require(rows.Length > 0, nameof(rows), "A worker needs at least one sample.");
        foreach (int row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row, nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, data.Count, nameof(rows));
        }

        this.model = model;
        this.data = data;
        this.rows = rows;
        this.pool = pool;
    }

    /// <inheritdoc/>
    public int Dimension => model.Layout.Count;

    /// <inheritdoc/>
    public int SampleCount => rows.Length;

    /// <inheritdoc/>
    /// <remarks>
    /// More samples than <see cref="ModelWorkspacePool{T}.BatchSize"/> are taken in pieces of that size, in order; the result
    /// is the sum of the pieces' gradients, each weighted by its share of the samples.
    /// </remarks>
    public double Gradient(ReadOnlySpan<T> point, ReadOnlySpan<int> samples, Span<T> gradient)
    {
        int count = samples.IsEmpty ? rows.Length : samples.Length;
        ModelWorkspacePool<T>.Lease lease = pool.Rent();
        double loss = 0;
        for (int start = 0; start < count; start += pool.BatchSize)
        {
            int length = Math.Min(pool.BatchSize, count - start);
            ReadOnlySpan<int> batch = samples.IsEmpty
                ? rows.AsSpan(start, length)
                : Gather(samples.Slice(start, length), lease.Rows);
            if (length == count)
            {
                loss = model.Gradient(point, data, batch, gradient, lease.Workspace);
                break;
            }

            double share = (double)length / count;
            loss += share * model.Gradient(point, data, batch, lease.Piece, lease.Workspace);
            if (start == 0)
                gradient.Clear();
            VectorKernels.Axpy<T>(T.CreateTruncating(share), lease.Piece, gradient);
        }

        pool.Return(lease);
        return loss;
    }

    private ReadOnlySpan<int> Gather(ReadOnlySpan<int> samples, int[] destination)
    {
        for (int i = 0; i < samples.Length; i++)
            destination[i] = rows[samples[i]];
        return destination.AsSpan(0, samples.Length);
    }
}
