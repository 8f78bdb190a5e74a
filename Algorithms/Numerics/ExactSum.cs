namespace Starling.Algorithms.Numerics;

/// <summary>
/// A sum of doubles without any rounding, in fixed point over all exponents that there are: the order of what is added does not matter, and sums of
/// parts can be put together. It is rounded once, when it is read.
/// </summary>
/// <remarks>
/// 2^-1074 is the unit; a limb has 32 bits of the number in a 64-bit integer, so that 2^30 numbers can be added before carries are passed on. Source:
/// Kulisch, "Computer Arithmetic and Validity", 2013.
/// </remarks>
public sealed class ExactSum
{
    /// <summary>How many numbers <see cref="Write"/> gives.</summary>
    public const int Length = LimbCount;

    private const int LimbBits = 32;
    private const int MantissaBits = 52;
    private const int Bias = 1075;

    // 2^-1074 up to 2^1024, and 2^63 such numbers.
    private const int LimbCount = ((1024 + 1074 + 64) / LimbBits) + 1;
    private const int AddsBetweenCarries = 1 << 30;

    private readonly long[] limbs = new long[LimbCount];
    private int adds;

    /// <summary>Starts at 0 again.</summary>
    public void Clear()
    {
        Array.Clear(limbs);
        adds = 0;
    }

    /// <summary>Adds a number.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public void Add(double value)
    {
        SpanChecks.Require(double.IsFinite(value), nameof(value), "Only finite numbers can be added up.");
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> MantissaBits) & 0x7ff;
        ulong mantissa = (ulong)bits & ((1UL << MantissaBits) - 1);
        int shift = 0;
        if (exponent > 0)
        {
            mantissa |= 1UL << MantissaBits;
            shift = exponent - 1;
        }

        int limb = shift / LimbBits;
        UInt128 wide = (UInt128)mantissa << (shift % LimbBits);
        long sign = bits < 0 ? -1 : 1;
        limbs[limb] += sign * (uint)wide;
        limbs[limb + 1] += sign * (uint)(wide >> LimbBits);
        limbs[limb + 2] += sign * (uint)(wide >> (2 * LimbBits));
        if (++adds == AddsBetweenCarries)
            Carry();
    }

    /// <summary>Writes the sum as numbers that can be added up one by one, and be read by <see cref="Read"/>.</summary>
    /// <param name="destination"><see cref="Length"/> numbers, integers below 2^32.</param>
    public void Write(Span<double> destination)
    {
        Carry();
        for (int i = 0; i < limbs.Length; i++)
            destination[i] = limbs[i];
    }

    /// <summary>Takes a sum, or a sum of sums, that was written.</summary>
    /// <param name="source"><see cref="Length"/> numbers.</param>
    public void Read(ReadOnlySpan<double> source)
    {
        for (int i = 0; i < limbs.Length; i++)
            limbs[i] = (long)source[i];
        Carry();
    }

    /// <summary>The double nearest to the sum, of two equally near ones the even one.</summary>
    public double Rounded()
    {
        Carry();
        bool negative = limbs[^1] < 0;
        Span<long> magnitude = stackalloc long[LimbCount];
        for (int i = 0; i < LimbCount; i++)
            magnitude[i] = negative ? -limbs[i] : limbs[i];
        Carry(magnitude);
        int top = LimbCount - 1;
        while (top >= 0 && magnitude[top] == 0)
            top--;
        if (top < 0)
            return 0;

        // The highest 64 bits, and whether there is anything below them.
        int leading = System.Numerics.BitOperations.LeadingZeroCount((uint)magnitude[top]);
        UInt128 high = 0;
        for (int i = 0; i < 4; i++)
            high = (high << LimbBits) | (top - i >= 0 ? (uint)magnitude[top - i] : 0u);
        high <<= leading;
        ulong significand = (ulong)(high >> 64);
        bool sticky = (ulong)high != 0;
        for (int i = top - 4; i >= 0 && !sticky; i--)
            sticky = magnitude[i] != 0;

        // significand * 2^(exponent - 63) units, its highest bit set.
        int exponent = (LimbBits * top) + (LimbBits - 1 - leading);
        return Round(significand, sticky, exponent, negative);
    }

    private static double Round(ulong significand, bool sticky, int exponent, bool negative)
    {
        // Subnormal numbers, and the smallest normal ones, are integers of units.
        int dropped = exponent <= MantissaBits ? 63 - exponent : 63 - MantissaBits;
        ulong kept = dropped == 64 ? 0 : significand >> dropped;
        ulong rest = significand << (64 - dropped);
        const ulong Half = 1UL << 63;
        if (rest > Half || (rest == Half && (sticky || (kept & 1) != 0)))
            kept++;
        double result = Math.ScaleB(kept, (exponent <= MantissaBits ? 0 : exponent - MantissaBits) - Bias + 1);
        return negative ? -result : result;
    }

    private void Carry()
    {
        Carry(limbs);
        adds = 0;
    }

    // All limbs but the last get into 0 .. 2^32 - 1.
    private static void Carry(Span<long> limbs)
    {
        for (int i = 0; i < limbs.Length - 1; i++)
        {
            long carry = limbs[i] >> LimbBits;
            limbs[i] -= carry << LimbBits;
            limbs[i + 1] += carry;
        }
    }
}
