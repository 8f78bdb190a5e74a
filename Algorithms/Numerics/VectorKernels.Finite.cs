using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <content>NaN and infinity.</content>
public static partial class VectorKernels
{
    private const int FiniteBlock = 1024;

    /// <summary>From so many bytes on a copy is not wanted in the cache, which it would only sweep.</summary>
    private const long LeastPastCache = 1 << 23;

    /// <summary>Whether no element is NaN or infinite. True for an empty span.</summary>
    /// <param name="x">The vector.</param>
    public static bool IsFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        FirstNonFinite(x) < 0;

    /// <summary>The position of the first element that is NaN or infinite, or -1.</summary>
    /// <param name="x">The vector.</param>
    public static int FirstNonFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = 0;
        while (start < x.Length)
        {
            ReadOnlySpan<T> block = x.Slice(start, Math.Min(FiniteBlock, x.Length - start));
            if (!TensorPrimitives.IsFiniteAll(block))
                break;
            start += block.Length;
        }

        for (int i = start; i < x.Length; i++)
        {
            if (!T.IsFinite(x[i]))
                return i;
        }

        return -1;
    }

    /// <summary>Copies a vector and looks at the numbers on the way: one pass over memory for what would be two.</summary>
    /// <param name="source">The vector.</param>
    /// <param name="target">Its copy, of the same length; not over part of the source.</param>
    /// <returns>Whether no element is NaN or infinite; all of them are copied either way.</returns>
    /// <remarks>Long vectors are written past the cache: a line that is overwritten whole is then not read first, a third of the traffic.</remarks>
    public static bool CopyFinite<T>(ReadOnlySpan<T> source, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(source.Length, target.Length, nameof(target));
        SpanChecks.Disjoint(source, target, nameof(target));
        if (Vector256.IsHardwareAccelerated && (long)source.Length * Unsafe.SizeOf<T>() >= LeastPastCache)
        {
            if (typeof(T) == typeof(float))
                return CopyPastCache(source, target, 0x7F80_0000u);
            if (typeof(T) == typeof(double))
                return CopyPastCache(source, target, 0x7FF0_0000_0000_0000ul);
        }

        bool isFinite = true;
        for (int start = 0; start < source.Length; start += FiniteBlock)
        {
            // The copy is looked at: another process may write to the source meanwhile.
            Span<T> block = target.Slice(start, Math.Min(FiniteBlock, source.Length - start));
            source.Slice(start, block.Length).CopyTo(block);
            isFinite &= TensorPrimitives.IsFiniteAll<T>(block);
        }

        return isFinite;
    }

    /// <param name="source">The vector.</param>
    /// <param name="target">Its copy.</param>
    /// <param name="exponent">The bits that are all set in what is not finite.</param>
    private static unsafe bool CopyPastCache<T, TBits>(ReadOnlySpan<T> source, Span<T> target, TBits exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TBits : unmanaged, IBinaryInteger<TBits>
    {
        fixed (T* sourceStart = source, targetStart = target)
        {
            var from = (TBits*)sourceStart;
            var to = (TBits*)targetStart;
            int length = source.Length;
            int i = 0;
            bool isFinite = true;
            for (; ((nint)(to + i) & (Vector256<byte>.Count - 1)) != 0 && i < length; i++)
                isFinite &= CopyOne(from + i, to + i, exponent);

            Vector256<TBits> mask = Vector256.Create(exponent);
            Vector256<TBits> bad = Vector256<TBits>.Zero;
            int width = Vector256<TBits>.Count;
            for (; i <= length - (2 * width); i += 2 * width)
            {
                Vector256<TBits> one = Vector256.Load(from + i);
                Vector256<TBits> other = Vector256.Load(from + i + width);
                bad |= Vector256.Equals(one & mask, mask) | Vector256.Equals(other & mask, mask);
                one.StoreAlignedNonTemporal(to + i);
                other.StoreAlignedNonTemporal(to + i + width);
            }

            for (; i < length; i++)
                isFinite &= CopyOne(from + i, to + i, exponent);

            // What was written past the cache is seen by other threads only behind a fence.
            Thread.MemoryBarrier();
            return isFinite && bad == Vector256<TBits>.Zero;
        }
    }

    private static unsafe bool CopyOne<TBits>(TBits* from, TBits* to, TBits exponent)
        where TBits : unmanaged, IBinaryInteger<TBits>
    {
        *to = *from;
        return (*from & exponent) != exponent;
    }
}
