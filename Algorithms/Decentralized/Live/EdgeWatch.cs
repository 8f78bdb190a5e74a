namespace Starling.Algorithms.Decentralized.Live;

/// <summary>
/// Whether an edge is used as often as its rate says. Uses are counted against the time of that end whose clock is faster; since they come at random,
/// N expected ones are short where fewer than N - 3.5 sqrt(N) came.
/// </summary>
/// <param name="rate">lambda, uses in a unit of time.</param>
internal sealed class EdgeWatch(double rate)
{
    private const double Fewest = 200;
    private const double Most = 2000;
    private const double Deviations = 3.5;

    private double expected;
    private long used;

    /// <summary>Uses in a unit of time since counting began; null where they are too few to tell.</summary>
    public double? Rate => expected < Fewest ? null : rate * used / expected;

    /// <summary>Counts on.</summary>
    /// <param name="units">The time that passed.</param>
    /// <param name="uses">Uses in it.</param>
    /// <returns>The share of its uses that the edge had, where that is too small; counting begins anew then.</returns>
    public double? Count(double units, long uses)
    {
        if (expected >= Most)
            Forget();

        expected += rate * units;
        used += uses;
        if (expected < Fewest || used >= expected - (Deviations * Math.Sqrt(expected)))
            return null;

        double share = used / expected;
        Forget();
        return share;
    }

    /// <summary>Begins to count anew.</summary>
    public void Forget()
    {
        expected = 0;
        used = 0;
    }
}
