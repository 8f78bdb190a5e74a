using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Starling.Algorithms.Data;

/// <summary>Dense samples kept as floats or doubles, row by row.</summary>
/// <typeparam name="TValue">
/// The type in memory: <see cref="float"/> where the source has no more digits, else <see cref="double"/>.
/// </typeparam>
public sealed class DenseDataset<TValue> : Dataset
    where TValue : unmanaged, IBinaryFloatingPointIeee754<TValue>
{
    private readonly TValue[] _values;

    /// <summary>Wraps arrays; they are not copied and must not be changed afterwards.</summary>
    /// <param name="name">The name of the data set, for messages.</param>
    /// <param name="featureCount">F.</param>
    /// <param name="classCount">C.</param>
    /// <param name="labels">n labels, 0 to C - 1.</param>
    /// <param name="values">n x F values, row by row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public DenseDataset(string name, int featureCount, int classCount, int[] labels, TValue[] values)
        : base(name, featureCount, classCount, labels)
    {
        StorageChecks.Dense(labels.Length, featureCount, values.Length);
        _values = values;
    }

    /// <summary>The stored values of a row.</summary>
    public ReadOnlySpan<TValue> Row(int row) => _values.AsSpan(row * FeatureCount, FeatureCount);

    /// <inheritdoc/>
    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        StorageChecks.Destination(rows.Length, FeatureCount, destination.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> target = destination.Slice(i * FeatureCount, FeatureCount);
            if (typeof(T) == typeof(TValue))
                MemoryMarshal.Cast<TValue, T>(Row(rows[i])).CopyTo(target);
            else
                TensorPrimitives.ConvertTruncating(Row(rows[i]), target);
        }
    }
}
