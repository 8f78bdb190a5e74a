using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>Scaled sign: (|x|_1 / D) sign(x), sign(0) = 1.</summary>
/// <remarks>
/// Contractive: the residual is exactly 1 - alpha of |x|^2 with alpha = |x|_1^2 / (D |x|^2), at least 1/D. A message has one number of T, rounded, and a
/// bit for every coordinate. Source: Karimireddy, Rebjock, Stich, Jaggi, "Error Feedback Fixes SignSGD", ICML 2019.
/// </remarks>
public sealed class Sign : Compressor
{
    private protected override MessageKind Kind => MessageKind.Sign;

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension) =>
        CompressorInfo.Contractive(dimension == 0 ? 1 : 1.0 / dimension, MostBits<T>(dimension));

    private protected override long MostBits<T>(int dimension) => (long)dimension + BitsOf<T>();

    private protected override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
    {
        var scale = T.CreateTruncating(Magnitudes.MeanAbsolute(x));
        if (!T.IsFinite(scale))
            ThrowNotFinite(x);
        MessageHeader header = HeaderOf<T>(x.Length, MostBits<T>(x.Length));
        int length = header.Write(destination);
        MemoryMarshal.Write(destination[length..], scale);
        WriteSigns(x, destination[(length + Unsafe.SizeOf<T>())..header.MessageLength]);
        return header.MessageLength;
    }

    private protected override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        Malformed.ThrowIf(header.Bits != MostBits<T>(x.Length) || header.Parameter != 0 || header.Coding != 0, "it has another number of values");
        T scale = MemoryMarshal.Read<T>(payload);
        Malformed.ThrowIf(!T.IsFinite(scale) || T.IsNegative(scale), "its scale is not a finite number of at least 0");
        ReadOnlySpan<byte> signs = payload[Unsafe.SizeOf<T>()..];
        Malformed.ThrowIf(x.Length % 8 != 0 && signs[^1] >> (x.Length % 8) != 0, "it is not filled up with zeros");
        Span<T> values = [scale, -scale];
        for (int i = 0; i < x.Length; i++)
            x[i] = values[(signs[i / 8] >> (i % 8)) & 1];
    }

    private static void WriteSigns<T>(ReadOnlySpan<T> x, Span<byte> signs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            ref T x0 = ref MemoryMarshal.GetReference(x);
            for (; i <= x.Length - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                Vector256<T> negative = Vector256.LessThan(Vector256.LoadUnsafe(ref x0, (nuint)i), Vector256<T>.Zero);
                signs[i / 8] = (byte)negative.ExtractMostSignificantBits();
            }
        }

        signs[(i / 8)..].Clear();
        for (; i < x.Length; i++)
        {
            if (x[i] < T.Zero)
                signs[i / 8] |= (byte)(1 << (i % 8));
        }
    }
}
