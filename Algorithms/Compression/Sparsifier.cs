using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>
/// A compressor that keeps some coordinates: C(x)_i = a x_i for i in S, else 0. Its message has the support S, or the seed that S comes from,
/// and the values, rounded to T after the multiplication by a. In a list of compressors the next one encodes the values.
/// </summary>
public abstract class Sparsifier : Compressor
{
    /// <summary>The most coordinates that are kept of D.</summary>
    /// <param name="dimension">D.</param>
    public abstract int MostKept(int dimension);

    /// <inheritdoc/>
    public sealed override void DecodeAdd<T>(ReadOnlySpan<byte> message, double weight, Span<double> sums)
    {
        MessageHeader header = Open<T>(message, sums.Length, out ReadOnlySpan<byte> payload);
        int[] pooled = ArrayPool<int>.Shared.Rent(MostKept(sums.Length));
        try
        {
            Span<int> support = ReadSupport(header, payload, ValueBits<T>(header), pooled);
            ReadOnlySpan<T> values = ValuesOf<T>(payload, support.Length);
            for (int i = 0; i < support.Length; i++)
                sums[support[i]] = Math.FusedMultiplyAdd(weight, double.CreateTruncating(values[i]), sums[support[i]]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(pooled);
        }
    }

    /// <summary>Writes header and support, and gives the values instead of writing them.</summary>
    /// <returns>The number of bytes, and of values.</returns>
    internal (int Bytes, int Count) EncodeSupport<T>(ReadOnlySpan<T> x, ref RandomStream stream, Span<byte> destination, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Write(x, ref stream, destination, values, isSupportOnly: true);

    /// <summary>Reads header and support of a message without values.</summary>
    /// <param name="message">The message, and more behind it.</param>
    /// <param name="dimension">D.</param>
    /// <param name="support">Overwritten; at least <see cref="MostKept"/> elements.</param>
    /// <returns>The number of bytes, and of positions.</returns>
    internal (int Bytes, int Count) DecodeSupport(ReadOnlySpan<byte> message, int dimension, Span<int> support)
    {
        var header = MessageHeader.Read(message);
        Malformed.ThrowIf(header.Kind != Kind || !header.IsSupportOnly || header.Dimension != dimension, "a part of it is of another compressor");
        return (header.MessageLength, ReadSupport(header, message[header.Length..header.MessageLength], 0, support).Length);
    }

    /// <summary>x = 0 but for the support.</summary>
    internal static void Scatter<T>(ReadOnlySpan<int> support, ReadOnlySpan<T> values, Span<T> x)
    {
        x.Clear();
        for (int i = 0; i < support.Length; i++)
            x[support[i]] = values[i];
    }

    /// <summary>Chooses the support, ascending, and refuses a vector that is not finite.</summary>
    private protected abstract Selection Select<T>(ReadOnlySpan<T> x, ref RandomStream stream, Span<int> support)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Refuses a header with another k than the compressor's, and draws the support where it comes from a seed.</summary>
    /// <returns>k.</returns>
    private protected abstract int Regenerate(in MessageHeader header, Span<int> support);

    /// <summary>a.</summary>
    private protected virtual double Factor(int dimension) => 1;

    /// <summary>Bits of the support at the most.</summary>
    private protected virtual long MostSupportBits(int dimension) => 0;

    private protected sealed override long MostBits<T>(int dimension) =>
        ((long)MostKept(dimension) * BitsOf<T>()) + MostSupportBits(dimension);

    private protected sealed override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination) =>
        Write(x, ref stream, destination, [], isSupportOnly: false).Bytes;

    private protected sealed override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        int[] pooled = ArrayPool<int>.Shared.Rent(MostKept(x.Length));
        try
        {
            Span<int> support = ReadSupport(header, payload, ValueBits<T>(header), pooled);
            Scatter(support, ValuesOf<T>(payload, support.Length), x);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(pooled);
        }
    }

    private static long ValueBits<T>(in MessageHeader header) => (long)header.Parameter * BitsOf<T>();

    // The values stand at the end, where they begin on a whole byte.
    private static ReadOnlySpan<T> ValuesOf<T>(ReadOnlySpan<byte> payload, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(payload[^(count * Unsafe.SizeOf<T>())..]);
        Malformed.ThrowIf(!VectorKernels.IsFinite(values), "it has values that are not finite");
        return values;
    }

    private Span<int> ReadSupport(in MessageHeader header, ReadOnlySpan<byte> payload, long valueBits, Span<int> support)
    {
        Malformed.ThrowIf(header.Parameter > MostKept(header.Dimension), "it keeps too many coordinates");
        support = support[..header.Parameter];
        var coding = (SupportCoding)header.Coding;
        Malformed.ThrowIf(header.HasSeed != (coding == SupportCoding.Seed), "its coding of positions is not that of its header");
        int count = Regenerate(header, support);
        Malformed.ThrowIf(count != header.Parameter, "it keeps another number of coordinates");
        long bits = header.Bits - valueBits;
        Malformed.ThrowIf(bits < 0, "it is shorter than its values");
        if (coding == SupportCoding.Seed)
        {
            Malformed.ThrowIf(bits != 0 || header.Rice != 0, "it is longer than its values");
            return support;
        }

        var reader = new BitReader(payload[..(int)((bits + 7) / 8)], bits);
        SupportCode.Read(ref reader, support, header.Dimension, coding, header.Rice);
        reader.Finish();
        return support;
    }

    private (int Bytes, int Count) Write<T>(ReadOnlySpan<T> x, ref RandomStream stream, Span<byte> destination, Span<T> values, bool isSupportOnly)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] pooled = ArrayPool<int>.Shared.Rent(MostKept(x.Length));
        try
        {
            Selection selection = Select(x, ref stream, pooled);
            Span<int> support = pooled.AsSpan(0, selection.Count);
            MessageHeader header = HeaderOf<T>(x.Length, selection.Bits, selection.Count, (byte)selection.Coding) with
            {
                Rice = (byte)selection.Rice,
                HasSeed = selection.Coding == SupportCoding.Seed,
                Seed = selection.Seed,
                IsSupportOnly = isSupportOnly,
            };
            if (!isSupportOnly)
                header = header with { Bits = selection.Bits + ((long)selection.Count * BitsOf<T>()) };
            int length = header.Write(destination);
            if (selection.Coding != SupportCoding.Seed)
            {
                var writer = new BitWriter(destination[length..]);
                SupportCode.Write(ref writer, support, x.Length, selection.Coding, selection.Rice);
                length += writer.Flush();
            }

            if (!isSupportOnly)
                values = MemoryMarshal.Cast<byte, T>(destination[length..header.MessageLength]);
            Gather(x, support, values[..support.Length]);
            return (header.MessageLength, support.Length);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(pooled);
        }
    }

    private void Gather<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> support, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double factor = Factor(x.Length);
        if (factor == 1)
        {
            for (int i = 0; i < support.Length; i++)
                values[i] = x[support[i]];
            return;
        }

        for (int i = 0; i < support.Length; i++)
            values[i] = T.CreateTruncating(factor * double.CreateTruncating(x[support[i]]));
        if (!VectorKernels.IsFinite<T>(values))
            ThrowNotFinite(x);
    }

    /// <summary>A chosen support: how it is written, and in how many bits.</summary>
    private protected readonly record struct Selection(int Count, SupportCoding Coding, int Rice = 0, long Bits = 0, ulong Seed = 0);
}
