namespace Starling.Grains.Networks;

/// <summary>
/// Decides whether several threads share the rounds of a network, from how long rounds took: small ones are done sooner by one thread alone, and what
/// is small depends on the model, on the algorithm and on what else the silo does. A few rounds are tried both ways in turn, and again from time to time.
/// Rounds have the same bits either way.
/// </summary>
internal sealed class ThreadTrial
{
    /// <summary>Rounds of each kind in a trial.</summary>
    private const int Most = 5;

    /// <summary>So many are enough once a trial has taken <see cref="Long"/>.</summary>
    private const int Least = 2;

    /// <summary>What threads must save to be worth keeping from other jobs.</summary>
    private const double Worth = 0.9;

    private static readonly double Long = TimeSpan.FromSeconds(1).TotalSeconds;
    private static readonly double Again = TimeSpan.FromMinutes(1).TotalSeconds;

    private readonly bool isPossible;
    private int tried;
    private double elapsed;
    private double alone = double.PositiveInfinity;
    private double together = double.PositiveInfinity;

    /// <summary>Before the first round.</summary>
    /// <param name="threads">How many threads there are.</param>
    public ThreadTrial(int threads) => isPossible = threads > 1;

    /// <summary>Whether the next round is for all threads.</summary>
    public bool UsesThreads { get; private set; }

    /// <summary>Takes note of a round.</summary>
    /// <param name="seconds">How long it took.</param>
    /// <param name="events">The events in it, as rounds may have more or fewer of them; 0 for rounds that are alike.</param>
    public void Record(double seconds, long events)
    {
        if (!isPossible)
            return;

        elapsed += seconds;
        if (tried == 2 * Most)
        {
            if (elapsed > Again)
                Restart();
            return;
        }

        double each = seconds / Math.Max(1, events);
        if (UsesThreads)
            together = Math.Min(together, each);
        else
            alone = Math.Min(alone, each);
        tried++;
        if (tried == 2 * Most || (tried >= 2 * Least && tried % 2 == 0 && elapsed > Long))
            Decide();
        else
            UsesThreads = !UsesThreads;
    }

    private void Decide()
    {
        UsesThreads = together < Worth * alone;
        tried = 2 * Most;
        elapsed = 0;
    }

    private void Restart()
    {
        (tried, elapsed, alone, together) = (0, 0, double.PositiveInfinity, double.PositiveInfinity);
        UsesThreads = false;
    }
}
