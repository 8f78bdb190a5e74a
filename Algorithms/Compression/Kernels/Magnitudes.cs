using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Kernels;

/// <summary>
/// Norms that neither overflow nor lose small numbers, and refuse what is not finite. Absolute values are compared by their bits, which for
/// finite numbers have the same order; sums run in double over 32 lanes in a fixed order.
/// </summary>
internal static class Magnitudes
{
    private const int Lanes = 4 * DoubleLanes.Count;
    private const double Tiny = 1e-280;

    /// <summary>The bits of |x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.SizeOf<T>() == sizeof(float)
            ? Unsafe.BitCast<T, uint>(x) & 0x7FFF_FFFF
            : Unsafe.BitCast<T, ulong>(x) & 0x7FFF_FFFF_FFFF_FFFF;

    /// <summary>max |x_i|; 0 for an empty vector.</summary>
    public static T Largest<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = typeof(T) == typeof(float)
            ? T.CreateTruncating(LargestSingle(MemoryMarshal.Cast<T, int>(x)))
            : T.CreateTruncating(LargestDouble(MemoryMarshal.Cast<T, long>(x)));
        if (!T.IsFinite(largest))
            Compressor.ThrowNotFinite(x);
        return largest;
    }

    /// <summary>|x|_2, at most the largest number of T.</summary>
    public static double Norm2<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double squares = VectorKernels.SumOfSquares(x);
        if (IsPlain(squares))
            return Math.Sqrt(squares);

        double largest = double.CreateTruncating(Largest(x));
        if (largest == 0)
            return 0;

        double sum = 0;
        foreach (T element in x)
        {
            double ratio = double.CreateTruncating(element) / largest;
            sum = Math.FusedMultiplyAdd(ratio, ratio, sum);
        }

        return largest * Math.Sqrt(sum);
    }

    /// <summary>Whether a sum of squares neither overflowed nor lost small numbers: its root is the norm.</summary>
    public static bool IsPlain(double squares) => double.IsFinite(squares) && squares > Tiny;

    /// <summary>The mean of |x_i|; 0 for an empty vector.</summary>
    public static double MeanAbsolute<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = SumAbsolute(x);
        if (double.IsFinite(sum))
            return x.IsEmpty ? 0 : sum / x.Length;

        Compressor.CheckFinite(x);
        double mean = 0;
        foreach (T element in x)
            mean += Math.Abs(double.CreateTruncating(element)) / x.Length;
        return mean;
    }

    /// <summary>The smallest T that is not below a number, or the largest finite one.</summary>
    public static T RoundUp<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounded = T.CreateTruncating(value);
        if (double.CreateTruncating(rounded) < value)
            rounded = T.BitIncrement(rounded);
        return T.IsFinite(rounded) ? rounded : T.BitDecrement(T.PositiveInfinity);
    }

    private static double SumAbsolute<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T x0 = ref MemoryMarshal.GetReference(x);
        Vector512<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            sum0 += Vector512.Abs(DoubleLanes.Load(ref Unsafe.Add(ref x0, i)));
            sum1 += Vector512.Abs(DoubleLanes.Load(ref Unsafe.Add(ref x0, i + DoubleLanes.Count)));
            sum2 += Vector512.Abs(DoubleLanes.Load(ref Unsafe.Add(ref x0, i + (2 * DoubleLanes.Count))));
            sum3 += Vector512.Abs(DoubleLanes.Load(ref Unsafe.Add(ref x0, i + (3 * DoubleLanes.Count))));
        }

        Span<double> sums = stackalloc double[DoubleLanes.Count];
        (sum0 + sum2 + (sum1 + sum3)).CopyTo(sums);
        double sum = 0;
        foreach (double lane in sums)
            sum += lane;
        for (; i < x.Length; i++)
            sum += Math.Abs(double.CreateTruncating(x[i]));
        return sum;
    }

    private static float LargestSingle(ReadOnlySpan<int> bits)
    {
        ref int bits0 = ref MemoryMarshal.GetReference(bits);
        Vector256<int> mask = Vector256.Create(int.MaxValue);
        Vector256<int> even = default, odd = default;
        int i = 0;
        for (; i <= bits.Length - 16; i += 16)
        {
            even = Vector256.Max(even, Vector256.LoadUnsafe(ref bits0, (nuint)i) & mask);
            odd = Vector256.Max(odd, Vector256.LoadUnsafe(ref bits0, (nuint)i + 8) & mask);
        }

        even = Vector256.Max(even, odd);
        int largest = 0;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
            largest = Math.Max(largest, even.GetElement(lane));
        for (; i < bits.Length; i++)
            largest = Math.Max(largest, bits[i] & int.MaxValue);
        return BitConverter.Int32BitsToSingle(largest);
    }

    private static double LargestDouble(ReadOnlySpan<long> bits)
    {
        long even = 0, odd = 0;
        int i = 0;
        for (; i <= bits.Length - 2; i += 2)
        {
            even = Math.Max(even, bits[i] & long.MaxValue);
            odd = Math.Max(odd, bits[i + 1] & long.MaxValue);
        }

        if (i < bits.Length)
            even = Math.Max(even, bits[i] & long.MaxValue);
        return BitConverter.Int64BitsToDouble(Math.Max(even, odd));
    }
}
