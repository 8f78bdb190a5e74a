namespace Starling.Algorithms.Numerics;

/// <summary>
/// The generator SplitMix64: s += 0x9E3779B97F4A7C15, then s is mixed. It is small enough to be written again in any language in a few lines, which is
/// what instances and runs that others are to rebuild are made with; everything else uses <see cref="RandomStream"/>.
/// </summary>
/// <remarks>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.</remarks>
/// <param name="seed">The first state; that of a generator that was stopped makes it go on.</param>
public sealed class SplitMix64(ulong seed)
{
    private const double TwoToMinus53 = 1.0 / (1L << 53);

    /// <summary>s: a generator of this seed draws what this one draws next.</summary>
    public ulong State { get; private set; } = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        State += 0x9E3779B97F4A7C15;
        ulong mixed = State;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2^-53: the upper bits of one output.</summary>
    public double NextUniform() => (Next() >> 11) * TwoToMinus53;

    /// <summary>A standard normal number of two uniform ones: sqrt(-2 ln(1 - u1)) cos(2 pi u2) (Box and Muller).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * DeterministicMath.Log(1 - NextUniform()));
        return radius * DeterministicMath.Cos(2 * Math.PI * NextUniform());
    }

    /// <summary>Fills a span with uniform numbers in [0, 1), in order.</summary>
    /// <param name="destination">Overwritten.</param>
    public void FillUniform(Span<double> destination)
    {
        foreach (ref double element in destination)
            element = NextUniform();
    }

    /// <summary>Fills a span with standard normal numbers, in order.</summary>
    /// <param name="destination">Overwritten.</param>
    public void FillNormal(Span<double> destination)
    {
        foreach (ref double element in destination)
            element = NextNormal();
    }

    /// <summary>
    /// Draws k of D places without repetition, by the first k steps of Fisher's and Yates' shuffle: place i is swapped with place i + floor(u (D - i)).
    /// </summary>
    /// <param name="places">D numbers, overwritten with a permutation of 0 to D - 1; the first k are the result.</param>
    /// <param name="count">k, 0 to D.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is not within 0 to D.</exception>
    public void Subset(Span<int> places, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, places.Length);
        for (int i = 0; i < places.Length; i++)
            places[i] = i;
        for (int i = 0; i < count; i++)
        {
            int j = i + (int)(NextUniform() * (places.Length - i));
            (places[i], places[j]) = (places[j], places[i]);
        }
    }
}
