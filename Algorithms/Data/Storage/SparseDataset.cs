using System.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>
/// Sparse samples in compressed rows (CSR): of every row only the features that are not zero. Rows are made dense when they
/// are copied.
/// </summary>
/// <typeparam name="TValue">
/// The type in memory: <see cref="float"/> where the source has no more digits, else <see cref="double"/>.
/// </typeparam>
public sealed class SparseDataset<TValue> : Dataset
    where TValue : unmanaged, IBinaryFloatingPointIeee754<TValue>
{
    private readonly int[] _rowStarts;
    private readonly int[] _columns;
    private readonly TValue[] _values;

    /// <summary>Wraps arrays; they are not copied and must not be changed afterwards.</summary>
    /// <param name="name">The name of the data set, for messages.</param>
    /// <param name="featureCount">F.</param>
    /// <param name="classCount">C.</param>
    /// <param name="labels">n labels, 0 to C - 1.</param>
    /// <param name="rowStarts">
    /// n + 1 positions: row i has the entries from rowStarts[i] up to, not including, rowStarts[i + 1].
    /// </param>
    /// <param name="columns">The feature number of every entry, 0 to F - 1.</param>
    /// <param name="values">The value of every entry.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public SparseDataset(
        string name, int featureCount, int classCount, int[] labels, int[] rowStarts, int[] columns, TValue[] values)
        : base(name, featureCount, classCount, labels)
    {
        if (rowStarts.Length != labels.Length + 1 || rowStarts[^1] != columns.Length || columns.Length != values.Length)
            throw new ArgumentException(
                "Row starts, columns and values of a sparse data set must fit each other.", nameof(rowStarts));
        _rowStarts = rowStarts;
        _columns = columns;
        _values = values;
    }

    /// <summary>The number of stored entries.</summary>
    public int NonZeroCount => _values.Length;

    /// <summary>The feature numbers of the entries of a row, 0 to F - 1.</summary>
    public ReadOnlySpan<int> Columns(int row) => _columns.AsSpan(_rowStarts[row].._rowStarts[row + 1]);

    /// <summary>The values of the entries of a row.</summary>
    public ReadOnlySpan<TValue> Values(int row) => _values.AsSpan(_rowStarts[row].._rowStarts[row + 1]);

    /// <inheritdoc/>
    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        StorageChecks.Destination(rows.Length, FeatureCount, destination.Length);
        destination.Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> target = destination.Slice(i * FeatureCount, FeatureCount);
            ReadOnlySpan<int> columns = Columns(rows[i]);
            ReadOnlySpan<TValue> values = Values(rows[i]);
            for (int j = 0; j < columns.Length; j++)
                target[columns[j]] = T.CreateTruncating(values[j]);
        }
    }
}
