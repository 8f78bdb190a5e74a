using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>
/// Random dithering: C(x)_i = norm sign(x_i) xi_i / s, where xi_i is r_i = s |x_i| / norm rounded at random to one of the whole numbers next to it, so
/// that its mean is r_i. The norm is that of the vector, or of each bucket of coordinates, rounded up to T before the levels are drawn from it.
/// </summary>
public abstract class Dithering : Compressor
{
    private readonly int bucket;

    private protected Dithering(int levels, int bucketLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(levels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, short.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bucketLength);
        Levels = levels;
        bucket = bucketLength;
    }

    /// <summary>s.</summary>
    private protected int Levels { get; }

    /// <summary>Whether levels are written as trits rather than in fixed width.</summary>
    private protected virtual bool UsesTrits => false;

    /// <summary>The norm of a bucket, above every |x_i| or cutting those that are above it.</summary>
    private protected abstract T NormOf<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>What the receiver multiplies by.</summary>
    private protected virtual double Factor(int dimension) => 1;

    private protected override long MostBits<T>(int dimension) =>
        (NormCount(dimension) * BitsOf<T>()) + LevelCode.MostBits(dimension, Levels, UsesTrits);

    private protected sealed override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
    {
        short[] pooled = ArrayPool<short>.Shared.Rent(x.Length);
        try
        {
            Span<short> quantised = pooled.AsSpan(0, x.Length);
            LevelCounts counts = default;
            MessageHeader header = HeaderOf<T>(x.Length, 0, Levels);
            int normBits = (int)NormCount(x.Length) * BitsOf<T>();
            Span<T> norms = MemoryMarshal.Cast<byte, T>(destination.Slice(header.Length, normBits / 8));
            for (int i = 0; i < norms.Length; i++)
            {
                int start = i * bucket;
                ReadOnlySpan<T> block = x.Slice(start, Math.Min(bucket, x.Length - start));
                norms[i] = NormOf(block);
                DitherKernel.Quantise(block, norms[i], Levels, ref stream, quantised.Slice(start, block.Length), ref counts);
            }

            (LevelCoding coding, int rice, long bits) = LevelCode.Cheapest(quantised, Levels, UsesTrits, counts);
            header = header with { Coding = (byte)coding, Rice = (byte)rice, Bits = normBits + bits };
            int length = header.Write(destination) + (normBits / 8);
            var writer = new BitWriter(destination[length..]);
            LevelCode.Write(ref writer, quantised, (int)counts.NonZero, Levels, coding, rice);
            writer.Flush();
            return header.MessageLength;
        }
        finally
        {
            ArrayPool<short>.Shared.Return(pooled);
        }
    }

    private protected sealed override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        Malformed.ThrowIf(header.Parameter != Levels, "it has another number of levels");
        long normBits = NormCount(x.Length) * BitsOf<T>();
        Malformed.ThrowIf(header.Bits < normBits, "it is shorter than its norms");
        ReadOnlySpan<T> norms = MemoryMarshal.Cast<byte, T>(payload[..(int)(normBits / 8)]);
        foreach (T norm in norms)
            Malformed.ThrowIf(!T.IsFinite(norm) || T.IsNegative(norm), "a norm is not a finite number of at least 0");

        short[] pooled = ArrayPool<short>.Shared.Rent(x.Length);
        try
        {
            Span<short> quantised = pooled.AsSpan(0, x.Length);
            var reader = new BitReader(payload[(int)(normBits / 8)..], header.Bits - normBits);
            LevelCode.Read(ref reader, quantised, Levels, (LevelCoding)header.Coding, header.Rice);
            reader.Finish();
            var factor = T.CreateTruncating(Factor(x.Length));
            for (int i = 0; i < norms.Length; i++)
            {
                int start = i * bucket;
                int length = Math.Min(bucket, x.Length - start);
                DitherKernel.Dequantise(quantised.Slice(start, length), norms[i], Levels, factor, x.Slice(start, length));
            }
        }
        finally
        {
            ArrayPool<short>.Shared.Return(pooled);
        }
    }

    private protected long NormCount(int dimension) => ((long)dimension + bucket - 1) / bucket;

    /// <summary>The length of the longest bucket.</summary>
    private protected int LongestBucket(int dimension) => Math.Min(bucket, dimension);
}
