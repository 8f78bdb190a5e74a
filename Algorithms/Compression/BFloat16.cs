using System.Runtime.InteropServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>Rounding to the nearest number of 16 bits with the range of a float (bfloat16): 8 significant bits, ties to even.</summary>
/// <remarks>
/// Contractive with alpha = 1 - 2^-16 for elements that are normal numbers of float. What would become infinite becomes the largest finite number; a
/// double is rounded to a float first. 16 D bits.
/// </remarks>
public sealed class BFloat16 : Compressor
{
    private const double Residual = 1.0 / (1 << 16);
    private const uint Largest = 0x7F7F;
    private const uint Infinity = 0x7F80;

    private protected override MessageKind Kind => MessageKind.BFloat16;

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension) => CompressorInfo.Contractive(1 - Residual, MostBits<T>(dimension));

    private protected override long MostBits<T>(int dimension) => 16L * dimension;

    private protected override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
    {
        CheckFinite(x);
        MessageHeader header = HeaderOf<T>(x.Length, MostBits<T>(x.Length));
        int length = header.Write(destination);
        Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(destination[length..header.MessageLength]);
        for (int i = 0; i < x.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(float.CreateTruncating(x[i]));
            uint magnitude = bits & int.MaxValue;
            uint rounded = (magnitude + 0x7FFF + ((magnitude >> 16) & 1)) >> 16;
            halves[i] = (ushort)(Math.Min(rounded, Largest) | (bits >> 31 << 15));
        }

        return header.MessageLength;
    }

    private protected override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        Malformed.ThrowIf(header.Bits != MostBits<T>(x.Length) || header.Parameter != 0 || header.Coding != 0, "it has another number of values");
        ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(payload);
        uint largest = 0;
        for (int i = 0; i < x.Length; i++)
        {
            uint half = halves[i];
            largest = Math.Max(largest, half & 0x7FFF);
            x[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle(half << 16));
        }

        Malformed.ThrowIf(largest >= Infinity, "it has values that are not finite");
    }
}
