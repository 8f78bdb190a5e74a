using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Data;

/// <summary>
/// Dense samples of one byte a feature (images): feature = byte * scale. The bytes stay bytes in memory, a quarter of what
/// floats would take, and are widened when rows are copied.
/// </summary>
/// <remarks>
/// The value of a feature is defined as round_T(T(byte) * T(scale)), one multiplication in the element type T of the
/// caller, so that it has the same bits at every vector width. With scale = 1/255 byte 255 is exactly 1 in
/// <see cref="float"/> and in <see cref="double"/>.
/// </remarks>
public sealed class ByteDataset : Dataset
{
    private readonly byte[] _values;
    private readonly double _scale;

    /// <summary>Wraps arrays; they are not copied and must not be changed afterwards.</summary>
    /// <param name="name">The name of the data set, for messages.</param>
    /// <param name="featureCount">F.</param>
    /// <param name="classCount">C.</param>
    /// <param name="labels">n labels, 0 to C - 1.</param>
    /// <param name="values">n x F bytes, row by row.</param>
    /// <param name="scale">What a byte is multiplied by: 1/255 for pixels.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public ByteDataset(string name, int featureCount, int classCount, int[] labels, byte[] values, double scale)
        : base(name, featureCount, classCount, labels)
    {
        StorageChecks.Dense(labels.Length, featureCount, values.Length);
        _values = values;
        _scale = scale;
    }

    /// <summary>The stored bytes of a row, before scaling.</summary>
    public ReadOnlySpan<byte> Row(int row) => _values.AsSpan(row * FeatureCount, FeatureCount);

    /// <summary>What a byte is multiplied by.</summary>
    public double Scale => _scale;

    /// <inheritdoc/>
    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        StorageChecks.Destination(rows.Length, FeatureCount, destination.Length);
        for (int i = 0; i < rows.Length; i++)
            Widen(Row(rows[i]), destination.Slice(i * FeatureCount, FeatureCount), _scale);
    }

    private static void Widen<T>(ReadOnlySpan<byte> source, Span<T> destination, double scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            WidenToSingle(source, MemoryMarshal.Cast<T, float>(destination), (float)scale);
            return;
        }

        T factor = T.CreateTruncating(scale);
        for (int j = 0; j < source.Length; j++)
            destination[j] = T.CreateTruncating(source[j]) * factor;
    }

    // Bytes to floats, 32 at a time. The last step overlaps the one before: every feature is computed on its own, so writing
    // one twice changes nothing.
    private static void WidenToSingle(ReadOnlySpan<byte> source, Span<float> destination, float scale)
    {
        int width = Vector256<byte>.Count;
        if (source.Length < width)
        {
            for (int j = 0; j < source.Length; j++)
                destination[j] = source[j] * scale;
            return;
        }

        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector256<float> factor = Vector256.Create(scale);
        int last = source.Length - width;
        for (int j = 0; j < last; j += width)
            WidenStep(ref from, ref to, (nuint)j, factor);
        WidenStep(ref from, ref to, (nuint)last, factor);
    }

    private static void WidenStep(ref byte from, ref float to, nuint offset, Vector256<float> factor)
    {
        (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, offset));
        (Vector256<uint> a, Vector256<uint> b) = Vector256.Widen(low);
        (Vector256<uint> c, Vector256<uint> d) = Vector256.Widen(high);
        (Vector256.ConvertToSingle(a.AsInt32()) * factor).StoreUnsafe(ref to, offset);
        (Vector256.ConvertToSingle(b.AsInt32()) * factor).StoreUnsafe(ref to, offset + 8);
        (Vector256.ConvertToSingle(c.AsInt32()) * factor).StoreUnsafe(ref to, offset + 16);
        (Vector256.ConvertToSingle(d.AsInt32()) * factor).StoreUnsafe(ref to, offset + 24);
    }
}
