using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>Rounding to the nearest number of 16 bits (IEEE 754 binary16): 11 significant bits, up to 65504.</summary>
/// <remarks>
/// Contractive with alpha = 1 - 2^-22 for elements of absolute value from 2^-14 to 65504. Smaller ones lose bits, below 2^-25 all of them; larger ones
/// become 65504. 16 D bits.
/// </remarks>
public sealed class Float16 : Compressor
{
    private const double Residual = 1.0 / (1 << 22);
    private const int Block = 1024;

    private protected override MessageKind Kind => MessageKind.Float16;

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension) => CompressorInfo.Contractive(1 - Residual, MostBits<T>(dimension));

    private protected override long MostBits<T>(int dimension) => 16L * dimension;

    private protected override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
    {
        CheckFinite(x);
        MessageHeader header = HeaderOf<T>(x.Length, MostBits<T>(x.Length));
        int length = header.Write(destination);
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(destination[length..header.MessageLength]);
        if (typeof(T) == typeof(float))
        {
            Convert(MemoryMarshal.Cast<T, float>(x), halves);
        }
        else
        {
            for (int i = 0; i < x.Length; i++)
                halves[i] = Half.Clamp(Half.CreateTruncating(x[i]), Half.MinValue, Half.MaxValue);
        }

        return header.MessageLength;
    }

    private protected override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        Malformed.ThrowIf(header.Bits != MostBits<T>(x.Length) || header.Parameter != 0 || header.Coding != 0, "it has another number of values");
        ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(payload);
        if (typeof(T) == typeof(float))
        {
            TensorPrimitives.ConvertToSingle(halves, MemoryMarshal.Cast<T, float>(x));
        }
        else
        {
            for (int i = 0; i < x.Length; i++)
                x[i] = T.CreateTruncating(halves[i]);
        }

        Malformed.ThrowIf(!VectorKernels.IsFinite<T>(x), "it has values that are not finite");
    }

    private static void Convert(ReadOnlySpan<float> x, Span<Half> halves)
    {
        Span<float> clamped = stackalloc float[Block];
        for (int start = 0; start < x.Length; start += Block)
        {
            Span<float> block = clamped[..Math.Min(Block, x.Length - start)];
            TensorPrimitives.Clamp(x.Slice(start, block.Length), (float)Half.MinValue, (float)Half.MaxValue, block);
            TensorPrimitives.ConvertToHalf(block, halves.Slice(start, block.Length));
        }
    }
}
