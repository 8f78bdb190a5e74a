using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// Elementary functions made of IEEE operations alone. The functions of <see cref="Math"/> come from the C library and may
/// differ in the last bit between machines; these do not. Double precision; the error of <c>Exp</c> and <c>Log</c> is below one
/// unit in the last place (0.8 was the largest found).
/// </summary>
public static partial class DeterministicMath
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 in two pieces: the first has 21 trailing zero bits, so that a multiple of it by an exponent is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    private const double LargestExponent = 709.782712893384;
    private const double SmallestExponent = -745.1332191019412;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;

    /// <summary>
    /// e^x. The argument is reduced to x = k ln 2 + r, |r| &lt;= ln(2)/2, and e^r is its Taylor polynomial of degree 13,
    /// whose remainder is below 5e-18.
    /// </summary>
    /// <returns>0 below -745.13, infinity above 709.78, NaN for NaN.</returns>
    public static double Exp(double x)
    {
        if (!(x >= SmallestExponent && x <= LargestExponent))
            return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0;

        double k = Math.Round(x * Log2E);
        double r = Math.FusedMultiplyAdd(-k, Ln2Low, Math.FusedMultiplyAdd(-k, Ln2High, x));
        double polynomial = ExpPolynomial<ScalarLanes<double>, double>(r);
        int exponent = (int)k;

        // Two factors, since 2^k alone may be subnormal or too large where the result is neither.
        int half = exponent >> 1;
        return polynomial * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>destination_i = e^(x_i), with the bits of <see cref="Exp(double)"/>.</summary>
    /// <param name="x">The exponents.</param>
    /// <param name="destination">Overwritten; may be the same span.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Exp(ReadOnlySpan<double> x, Span<double> destination)
    {
        SpanChecks.SameLength(x.Length, destination.Length, nameof(destination));
        SpanChecks.SameOrDisjoint(x, destination, nameof(destination));
        ref double x0 = ref MemoryMarshal.GetReference(x);
        ref double destination0 = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; Vector512.IsHardwareAccelerated && i <= x.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            Vector512<double> values = Vector512.LoadUnsafe(ref x0, (nuint)i);
            if (IsInRange(values))
                ExpInRange(values).StoreUnsafe(ref destination0, (nuint)i);
            else
                ExpEach(x.Slice(i, Vector512<double>.Count), destination[i..]);
        }

        for (; Vector256.IsHardwareAccelerated && i <= x.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            Exp(Vector256.LoadUnsafe(ref x0, (nuint)i)).StoreUnsafe(ref destination0, (nuint)i);

        ExpEach(x[i..], destination[i..]);
    }

    /// <summary>Four numbers e^x, with the bits of <see cref="Exp(double)"/>.</summary>
    /// <param name="x">The exponents.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> Exp(Vector256<double> x) =>
        IsInRange(x) ? ExpInRange(x) : Vector256.Create(Exp(x[0]), Exp(x[1]), Exp(x[2]), Exp(x[3]));

    /// <summary>
    /// The natural logarithm. With x = 2^k (1 + f), sqrt(1/2) &lt;= 1 + f &lt; sqrt(2) and s = f/(2 + f), it is
    /// k ln 2 + 2 artanh(s), the series of artanh taken to s^25.
    /// </summary>
    /// <returns>Minus infinity for 0, NaN below 0 and for NaN.</returns>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
            return x == 0 ? double.NegativeInfinity : x < 0 ? double.NaN : x;

        int k = 0;
        if (!double.IsNormal(x))
        {
            x *= PowerOfTwo(54);
            k = -54;
        }

        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        k += (int)(bits >> MantissaBits) - ExponentBias;
        double mantissa = BitConverter.UInt64BitsToDouble(
            (bits & ((1UL << MantissaBits) - 1)) | ((ulong)ExponentBias << MantissaBits));
        if (mantissa >= 1.4142135623730951)
        {
            mantissa *= 0.5;
            k++;
        }

        double f = mantissa - 1;
        double s = f / (2 + f);
        double z = s * s;
        double tail = z * ArtanhTail(z);

        // 2s = f - s f = f - f^2/2 + s f^2/2: f is exact, so what is rounded is small against the result.
        double halfSquare = 0.5 * f * f;
        return (k * Ln2High) - (halfSquare - Math.FusedMultiplyAdd(s, halfSquare + tail, k * Ln2Low) - f);
    }

    /// <summary>x^n by repeated squaring; for schedules such as eta_0 decay^t. The error grows with log2(n) roundings.</summary>
    /// <param name="x">The base.</param>
    /// <param name="n">The exponent, any integer; x^0 is 1.</param>
    public static double Pow(double x, int n)
    {
        double result = 1;
        for (uint rest = (uint)Math.Abs((long)n); rest != 0; rest >>= 1)
        {
            if ((rest & 1) != 0)
                result *= x;
            x *= x;
        }

        return n < 0 ? 1 / result : result;
    }

    private static void ExpEach(ReadOnlySpan<double> x, Span<double> destination)
    {
        for (int i = 0; i < x.Length; i++)
            destination[i] = Exp(x[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsInRange(Vector512<double> x) =>
        Vector512.GreaterThanOrEqualAll(x, Vector512.Create(SmallestExponent))
        && Vector512.LessThanOrEqualAll(x, Vector512.Create(LargestExponent));

    // The operations of Exp(double), eight at a time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpInRange(Vector512<double> x)
    {
        Vector512<double> k = Vector512.Round(x * Log2E);
        Vector512<double> r = Vector512.FusedMultiplyAdd(-k, Vector512.Create(Ln2High), x);
        r = Vector512.FusedMultiplyAdd(-k, Vector512.Create(Ln2Low), r);
        Vector512<double> p = ExpPolynomial<Lanes512<double>, Vector512<double>>(r);

        // 1.5 * 2^52 + k holds k in its low bits; this needs no conversion instruction.
        const double Shifter = 6755399441055744.0;
        Vector512<double> shifter = Vector512.Create(Shifter);
        Vector512<long> exponent = (k + shifter).AsInt64() - shifter.AsInt64();
        Vector512<long> half = exponent >> 1;
        Vector512<long> bias = Vector512.Create((long)ExponentBias);
        Vector512<double> factor1 = ((half + bias) << MantissaBits).AsDouble();
        Vector512<double> factor2 = ((exponent - half + bias) << MantissaBits).AsDouble();
        return p * factor1 * factor2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsInRange(Vector256<double> x) =>
        Vector256.GreaterThanOrEqualAll(x, Vector256.Create(SmallestExponent))
        && Vector256.LessThanOrEqualAll(x, Vector256.Create(LargestExponent));

    // The operations of Exp(double), four at a time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ExpInRange(Vector256<double> x)
    {
        Vector256<double> k = Vector256.Round(x * Log2E);
        Vector256<double> r = Vector256.FusedMultiplyAdd(-k, Vector256.Create(Ln2High), x);
        r = Vector256.FusedMultiplyAdd(-k, Vector256.Create(Ln2Low), r);
        Vector256<double> p = ExpPolynomial<Lanes256<double>, Vector256<double>>(r);

        // 1.5 * 2^52 + k holds k in its low bits; this needs no conversion instruction.
        const double Shifter = 6755399441055744.0;
        Vector256<double> shifter = Vector256.Create(Shifter);
        Vector256<long> exponent = (k + shifter).AsInt64() - shifter.AsInt64();
        Vector256<long> half = exponent >> 1;
        Vector256<long> bias = Vector256.Create((long)ExponentBias);
        Vector256<double> factor1 = ((half + bias) << MantissaBits).AsDouble();
        Vector256<double> factor2 = ((exponent - half + bias) << MantissaBits).AsDouble();
        return p * factor1 * factor2;
    }

    // 1 + r + r^2/2 + ... + r^13/13!
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ExpPolynomial<TLanes, TVector>(TVector r)
        where TLanes : ILanes<TVector, double>
        where TVector : struct
    {
        TVector p = TLanes.Broadcast(1.0 / 6227020800);
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 479001600));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 39916800));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 3628800));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 362880));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 40320));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 5040));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 720));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 120));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 24));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0 / 6));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.5));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0));
        return TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.0));
    }

    // 2/3 + 2/5 z + 2/7 z^2 + ... + 2/25 z^11
    private static double ArtanhTail(double z)
    {
        double p = 2.0 / 25;
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 23);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 21);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 19);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 17);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 15);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 13);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 11);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 9);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 7);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 5);
        return Math.FusedMultiplyAdd(p, z, 2.0 / 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOfTwo(int exponent) =>
        BitConverter.UInt64BitsToDouble((ulong)(exponent + ExponentBias) << MantissaBits);
}
