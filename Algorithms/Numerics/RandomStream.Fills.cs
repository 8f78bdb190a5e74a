using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <content>Many numbers at a time, with the bits of the single draws.</content>
public partial struct RandomStream
{
    private const int FillBlock = 256;
    private const int WordsPerBlock = 4;

    /// <summary>Fills a span with what <see cref="NextUInt64"/> would draw one after the other.</summary>
    /// <param name="destination">Overwritten.</param>
    public void FillUInt64(Span<ulong> destination)
    {
        const int Together = Philox4x32.BlocksTogether;
        int i = 0;
        while (i < destination.Length)
        {
            long block = position / WordsPerBlock;
            if (position % WordsPerBlock == 0 && destination.Length - i >= 2 * Together && block <= uint.MaxValue - Together)
            {
                Philox4x32.ApplyTogether((uint)block, purpose, participant, round, seed, destination.Slice(i, 2 * Together));
                position += WordsPerBlock * Together;
                i += 2 * Together;
            }
            else
            {
                destination[i++] = NextUInt64();
            }
        }
    }

    /// <summary>Fills a span with uniform numbers in [low, high), drawn in double and rounded once.</summary>
    /// <param name="destination">Overwritten.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end; rounding to <typeparamref name="T"/> may reach it.</param>
    public void FillUniform<T>(Span<T> destination, double low = 0, double high = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> values = stackalloc double[FillBlock];
        for (; !destination.IsEmpty; destination = destination[values.Length..])
        {
            values = values[..Math.Min(values.Length, destination.Length)];
            FillMantissas(values, discardedBits: 11);
            Transform(values, TwoToMinus53, 0);
            Transform(values, high - low, low);
            VectorKernels.Round(values, destination[..values.Length]);
        }
    }

    /// <summary>Fills a span with normal numbers, drawn in double and rounded once.</summary>
    /// <param name="destination">Overwritten.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="standardDeviation">The standard deviation.</param>
    public void FillNormal<T>(Span<T> destination, double mean = 0, double standardDeviation = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> values = stackalloc double[FillBlock];
        for (; !destination.IsEmpty; destination = destination[values.Length..])
        {
            values = values[..Math.Min(values.Length, destination.Length)];
            FillMantissas(values, discardedBits: 12);
            Transform(values, TwoToMinus52, 0.5 * TwoToMinus52);
            NormalQuantile.Of(values);
            Transform(values, standardDeviation, mean);
            VectorKernels.Round(values, destination[..values.Length]);
        }
    }

    // The upper bits of 64, as integers in double: exact.
    private void FillMantissas(Span<double> values, int discardedBits)
    {
        Span<ulong> bits = MemoryMarshal.Cast<double, ulong>(values);
        FillUInt64(bits);
        ref ulong bits0 = ref MemoryMarshal.GetReference(bits);
        ref double values0 = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i <= values.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            Vector512<ulong> mantissas = Vector512.LoadUnsafe(ref bits0, (nuint)i) >>> discardedBits;
            Vector512.ConvertToDouble(mantissas.AsInt64()).StoreUnsafe(ref values0, (nuint)i);
        }

        for (; i < values.Length; i++)
            values[i] = bits[i] >> discardedBits;
    }

    // values = fma(factor, values, offset)
    private static void Transform(Span<double> values, double factor, double offset)
    {
        ref double values0 = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i <= values.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            Vector512<double> result = Vector512.FusedMultiplyAdd(
                Vector512.Create(factor), Vector512.LoadUnsafe(ref values0, (nuint)i), Vector512.Create(offset));
            result.StoreUnsafe(ref values0, (nuint)i);
        }

        for (; i < values.Length; i++)
            values[i] = Math.FusedMultiplyAdd(factor, values[i], offset);
    }
}
