using System.Runtime.InteropServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>C(x) = x: b D bits, b = 32 or 64.</summary>
/// <remarks>Unbiased with omega = 0, contractive with alpha = 1.</remarks>
public sealed class Identity : Compressor
{
    private protected override MessageKind Kind => MessageKind.Identity;

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension) => CompressorInfo.Unbiased(0, MostBits<T>(dimension));

    private protected override long MostBits<T>(int dimension) => (long)dimension * BitsOf<T>();

    private protected override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
    {
        CheckFinite(x);
        MessageHeader header = HeaderOf<T>(x.Length, MostBits<T>(x.Length));
        int length = header.Write(destination);
        MemoryMarshal.AsBytes(x).CopyTo(destination[length..]);
        return header.MessageLength;
    }

    private protected override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        Malformed.ThrowIf(header.Bits != MostBits<T>(x.Length) || header.Parameter != 0 || header.Coding != 0, "it has another number of values");
        MemoryMarshal.Cast<byte, T>(payload).CopyTo(x);
        Malformed.ThrowIf(!VectorKernels.IsFinite<T>(x), "it has values that are not finite");
    }
}
