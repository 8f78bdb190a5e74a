using System.Runtime.InteropServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>Natural compression: |x_i| is rounded at random to one of the two powers of two next to it, so that the mean is x_i.</summary>
/// <remarks>
/// <para>Unbiased, omega = 1/8; powers of two and zero stay as they are. A message has sign and exponent of every coordinate: 9 bits of a float, 12 of
/// a double. It is an addition of random bits to the mantissa, whose carry goes into the exponent.</para>
/// <para>At the ends of the range of T the constant does not hold: below the smallest normal number the result is that number or zero, still in the
/// mean x_i; above the largest power of two it is that power, which is too small. Zeros come back positive or negative as they were.</para>
/// <para>The payload is a plane of bytes, the lower 8 bits of the exponents, and then a plane of the rest: a sign, or sign and 3 bits.
/// Source: Horvath, Ho, Horvath, Sahu, Canini, Richtarik, "Natural Compression for Distributed Deep Learning", MSML 2022.</para>
/// </remarks>
public sealed class Natural : Compressor
{
    private const double Variance = 1.0 / 8;

    private protected override MessageKind Kind => MessageKind.Natural;

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension) => CompressorInfo.Unbiased(Variance, MostBits<T>(dimension));

    private protected override long MostBits<T>(int dimension) => (long)dimension * (typeof(T) == typeof(float) ? 9 : 12);

    private protected override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
    {
        MessageHeader header = HeaderOf<T>(x.Length, MostBits<T>(x.Length));
        int length = header.Write(destination);
        Span<byte> low = destination.Slice(length, x.Length);
        Span<byte> high = destination[(length + x.Length)..header.MessageLength];
        bool isFinite = typeof(T) == typeof(float)
            ? NaturalKernel.Encode(MemoryMarshal.Cast<T, int>(x), ref stream, low, high)
            : NaturalKernel.Encode(MemoryMarshal.Cast<T, long>(x), ref stream, low, high);
        if (!isFinite)
            ThrowNotFinite(x);
        return header.MessageLength;
    }

    private protected override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        Malformed.ThrowIf(header.Bits != MostBits<T>(x.Length) || header.Parameter != 0 || header.Coding != 0, "it has another number of values");
        bool isValid = typeof(T) == typeof(float)
            ? NaturalKernel.Decode(payload[..x.Length], payload[x.Length..], MemoryMarshal.Cast<T, int>(x))
            : NaturalKernel.Decode(payload[..x.Length], payload[x.Length..], MemoryMarshal.Cast<T, long>(x));
        Malformed.ThrowIf(!isValid, "it has exponents of infinity or padding that is not zero");
    }
}
