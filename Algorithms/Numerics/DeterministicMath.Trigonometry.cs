using System.Numerics;
using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Numerics;

/// <content>Sine and cosine.</content>
public static partial class DeterministicMath
{
    private const double TwoOverPi = 0.6366197723675814;

    // pi/2 in three pieces; the first two have 33 bits each, so that a multiple of them by up to 2^20 is exact.
    private const double HalfPiHigh = 1.5707963267341256;
    private const double HalfPiMiddle = 6.077100506303966e-11;
    private const double HalfPiLow = 2.0222662487959506e-21;

    private const double LargestQuickAngle = 1 << 20;

    /// <summary>
    /// The sine of an angle in radians. The angle is reduced to k pi/2 + r, |r| &lt;= pi/4, with r in two doubles; then it is the Taylor
    /// polynomial of degree 17 of the sine of r, or that of degree 16 of the cosine. The error is below one unit in the last place
    /// for every angle.
    /// </summary>
    /// <returns>NaN for NaN and infinities.</returns>
    public static double Sin(double x)
    {
        if (!double.IsFinite(x))
            return double.NaN;
        int quadrant = Reduce(x, out double r, out double tail);
        double result = (quadrant & 1) == 0 ? SinPolynomial(r, tail) : CosPolynomial(r, tail);
        return (quadrant & 2) == 0 ? result : -result;
    }

    /// <summary>The cosine of an angle in radians, made like <see cref="Sin"/> and as exact.</summary>
    /// <returns>NaN for NaN and infinities.</returns>
    public static double Cos(double x)
    {
        if (!double.IsFinite(x))
            return double.NaN;
        int quadrant = Reduce(x, out double r, out double tail);
        double result = (quadrant & 1) == 0 ? CosPolynomial(r, tail) : SinPolynomial(r, tail);
        return ((quadrant + 1) & 2) == 0 ? result : -result;
    }

    /// <summary>Both, with the bits of <see cref="Sin"/> and <see cref="Cos"/>; the angle is reduced once.</summary>
    /// <returns>NaN for NaN and infinities.</returns>
    public static (double Sin, double Cos) SinCos(double x)
    {
        if (!double.IsFinite(x))
            return (double.NaN, double.NaN);
        int quadrant = Reduce(x, out double r, out double tail);
        double sine = SinPolynomial(r, tail);
        double cosine = CosPolynomial(r, tail);
        if ((quadrant & 1) != 0)
            (sine, cosine) = (cosine, sine);
        return ((quadrant & 2) == 0 ? sine : -sine, ((quadrant + 1) & 2) == 0 ? cosine : -cosine);
    }

    // x = k pi/2 + r + tail; returns k mod 4.
    private static int Reduce(double x, out double r, out double tail)
    {
        if (Math.Abs(x) > LargestQuickAngle)
            return ExactReduction.Reduce(x, out r, out tail);

        double k = Math.Round(x * TwoOverPi);
        (double high, double error1) = TwoDifference(Math.FusedMultiplyAdd(-k, HalfPiHigh, x), k * HalfPiMiddle);
        (double middle, double error2) = TwoDifference(high, k * HalfPiLow);
        double rest = error1 + error2;
        r = middle + rest;
        tail = middle - r + rest;
        return (int)k & 3;
    }

    // a - b as the rounded difference and what rounding lost (Knuth).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Difference, double Error) TwoDifference(double a, double b)
    {
        double difference = a - b;
        double bPart = a - difference;
        double aPart = difference + bPart;
        return (difference, a - aPart - (b - bPart));
    }

    // r - r^3/3! + ... + r^17/17!, plus the tail times the cosine of r.
    private static double SinPolynomial(double r, double tail)
    {
        double z = r * r;
        double p = 1.0 / 355687428096000;
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 1307674368000);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 6227020800);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 39916800);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 362880);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 5040);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 120);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 6);
        return r + Math.FusedMultiplyAdd(z * r, p, Math.FusedMultiplyAdd(-0.5 * z, tail, tail));
    }

    // 1 - r^2/2! + ... + r^16/16!, minus the tail times the sine of r.
    private static double CosPolynomial(double r, double tail)
    {
        double z = r * r;
        double p = 1.0 / 20922789888000;
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 87178291200);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 479001600);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 3628800);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 40320);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 720);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 24);
        double half = 0.5 * z;
        double w = 1 - half;
        return w + (1 - w - half + Math.FusedMultiplyAdd(z * z, p, -r * tail));
    }

    /// <summary>The reduction of large angles, in whole numbers: right to 150 bits after the point for any double, and slow.</summary>
    private static class ExactReduction
    {
        private const int FractionBits = 1280;
        private const int KeptBits = 160;

        private static readonly BigInteger HalfPi = ((16 * ArcTangentOfInverse(5)) - (4 * ArcTangentOfInverse(239))) / 2;

        public static int Reduce(double x, out double r, out double tail)
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(Math.Abs(x));
            ulong mantissa = (bits & ((1UL << MantissaBits) - 1)) | (1UL << MantissaBits);
            int exponent = (int)(bits >> MantissaBits) - ExponentBias - MantissaBits;
            BigInteger angle = (BigInteger)mantissa << (exponent + FractionBits);
            BigInteger k = ((2 * angle) + HalfPi) / (2 * HalfPi);
            BigInteger rest = (angle - (k * HalfPi)) >> (FractionBits - KeptBits);
            double scale = PowerOfTwo(-KeptBits);
            double high = (double)rest;
            r = high * scale;
            tail = (double)(rest - (BigInteger)high) * scale;
            int quadrant = (int)(k & 3);
            if (x > 0)
                return quadrant;
            (r, tail) = (-r, -tail);
            return -quadrant & 3;
        }

        // arctan(1/n) in fixed point, by its series.
        private static BigInteger ArcTangentOfInverse(int n)
        {
            BigInteger power = (BigInteger.One << FractionBits) / n;
            BigInteger sum = power;
            for (int i = 3; !power.IsZero; i += 2)
            {
                power /= -n * n;
                sum += power / i;
            }

            return sum;
        }
    }
}
