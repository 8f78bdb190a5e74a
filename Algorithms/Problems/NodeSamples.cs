using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// The samples of one node: rows a_j of d features, and a target b_j each. Rows that are mostly zeros are kept sparse. Immutable; safe for
/// any number of threads.
/// </summary>
public sealed class NodeSamples
{
    private const double SparseShare = 0.25;

    // Below it the reduction over virtual lanes costs more than the products.
    private const int ShortRow = 32;

    private readonly double[] values;
    private readonly double[] targets;
    private readonly int[] columns = [];
    private readonly int[]? starts;

    /// <summary>Wraps arrays; they are not copied and must not be changed afterwards.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="features">m x d numbers, row by row.</param>
    /// <param name="targets">m numbers, one or more.</param>
    /// <exception cref="StarlingException">
    /// STAR0210: no features or no samples; STAR0207: lengths that do not fit; STAR0205: a number that is not finite.
    /// </exception>
    public NodeSamples(int dimension, double[] features, double[] targets)
        : this(dimension, features, targets, null, []) =>
        Check((long)dimension * targets.Length, features.Length);

    private NodeSamples(int dimension, double[] values, double[] targets, int[]? starts, int[] columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(targets);
        Dimension = dimension;
        this.values = values;
        this.targets = targets;
        this.starts = starts;
        this.columns = columns;
        if (dimension < 1)
            throw new StarlingException(ErrorCatalog.DataUnsuitable, $"Samples need a feature or more, not {dimension}.");
        if (targets.Length == 0)
            throw new StarlingException(ErrorCatalog.DataUnsuitable, "A node has no samples with a target; every node needs one or more.");
        if (!VectorKernels.IsFinite<double>(values) || !VectorKernels.IsFinite<double>(targets))
            throw new StarlingException(ErrorCatalog.DataNotFinite, "A feature or a target of a node is not a finite number.");
    }

    /// <summary>m, the number of samples.</summary>
    public int Count => targets.Length;

    /// <summary>d, the number of features.</summary>
    public int Dimension { get; }

    /// <summary>b, a number a sample.</summary>
    public ReadOnlySpan<double> Targets => targets;

    /// <summary>How many features are stored: m d, or those that are not zero.</summary>
    internal int StoredCount => values.Length;

    /// <summary>Rows of a data set. They are kept sparse where at most a quarter of the features is not zero.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="rows">Its rows, one or more.</param>
    /// <param name="targetOf">The target of every class.</param>
    internal static NodeSamples Of(Dataset data, ReadOnlySpan<int> rows, ReadOnlySpan<double> targetOf)
    {
        double[] rowTargets = new double[rows.Length];
        int[] rowStarts = new int[rows.Length + 1];
        List<int> nonZeroColumns = [];
        List<double> nonZeros = [];
        double[] row = new double[data.FeatureCount];
        for (int j = 0; j < rows.Length; j++)
        {
            data.CopyRows<double>(rows.Slice(j, 1), row);
            rowTargets[j] = targetOf[data.Labels[rows[j]]];
            for (int k = 0; k < row.Length; k++)
            {
                if (row[k] != 0)
                {
                    nonZeroColumns.Add(k);
                    nonZeros.Add(row[k]);
                }
            }

            rowStarts[j + 1] = nonZeros.Count;
        }

        if (nonZeros.Count <= SparseShare * rows.Length * row.Length)
            return new NodeSamples(row.Length, [.. nonZeros], rowTargets, rowStarts, [.. nonZeroColumns]);

        double[] dense = new double[checked(rows.Length * row.Length)];
        data.CopyRows<double>(rows, dense);
        return new NodeSamples(row.Length, dense, rowTargets);
    }

    /// <summary>The inner product a_j . x.</summary>
    internal double Dot(int sample, ReadOnlySpan<double> x)
    {
        if (starts is null)
        {
            ReadOnlySpan<double> row = values.AsSpan(sample * Dimension, Dimension);
            return row.Length < ShortRow ? ShortDot(row, x) : VectorKernels.Dot(row, x);
        }

        int end = starts[sample + 1];
        double even = 0;
        double odd = 0;
        int e = starts[sample];
        for (; e + 1 < end; e += 2)
        {
            even = Math.FusedMultiplyAdd(values[e], x[columns[e]], even);
            odd = Math.FusedMultiplyAdd(values[e + 1], x[columns[e + 1]], odd);
        }

        if (e < end)
            even = Math.FusedMultiplyAdd(values[e], x[columns[e]], even);
        return even + odd;
    }

    /// <summary>y += factor a_j.</summary>
    internal void AddTo(Span<double> y, int sample, double factor)
    {
        if (starts is null)
        {
            VectorKernels.Axpy(factor, values.AsSpan(sample * Dimension, Dimension), y);
            return;
        }

        for (int e = starts[sample]; e < starts[sample + 1]; e++)
            y[columns[e]] = Math.FusedMultiplyAdd(factor, values[e], y[columns[e]]);
    }

    /// <summary>Writes a_j, zeros included.</summary>
    internal void CopyTo(Span<double> destination, int sample)
    {
        destination.Clear();
        AddTo(destination, sample, 1);
    }

    /// <summary>sum_j |a_j|^2, the trace of A^T A.</summary>
    internal double SumOfSquares() => VectorKernels.SumOfSquares<double>(values);

    /// <summary>|a_j|^2.</summary>
    internal double SquaredNorm(int sample)
    {
        ReadOnlySpan<double> row = starts is null
            ? values.AsSpan(sample * Dimension, Dimension)
            : values.AsSpan(starts[sample], starts[sample + 1] - starts[sample]);
        return VectorKernels.SumOfSquares(row);
    }

    /// <summary>Of the constants factor |a_j|^2 + ridge of all samples: the largest, and the mean of the squares.</summary>
    internal (double Largest, double MeanSquare) SampleSmoothness(double factor, double ridge)
    {
        double largest = 0;
        double squares = 0;
        for (int j = 0; j < Count; j++)
        {
            double smoothness = (factor * SquaredNorm(j)) + ridge;
            largest = Math.Max(largest, smoothness);
            squares += smoothness * smoothness;
        }

        return (largest, squares / Count);
    }

    private static double ShortDot(ReadOnlySpan<double> row, ReadOnlySpan<double> x)
    {
        SpanChecks.SameLength(row.Length, x.Length, nameof(x));
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int k = 0;
        for (; k + 3 < row.Length; k += 4)
        {
            sum0 = Math.FusedMultiplyAdd(row[k], x[k], sum0);
            sum1 = Math.FusedMultiplyAdd(row[k + 1], x[k + 1], sum1);
            sum2 = Math.FusedMultiplyAdd(row[k + 2], x[k + 2], sum2);
            sum3 = Math.FusedMultiplyAdd(row[k + 3], x[k + 3], sum3);
        }

        for (; k < row.Length; k++)
            sum0 = Math.FusedMultiplyAdd(row[k], x[k], sum0);
        return sum0 + sum2 + (sum1 + sum3);
    }

    private static void Check(long expected, int actual)
    {
        if (expected != actual)
            throw new StarlingException(ErrorCatalog.DataMismatch, $"The features are {actual} numbers and should be {expected}.");
    }
}
