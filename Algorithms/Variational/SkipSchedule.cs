namespace Starling.Algorithms.Variational;

/// <summary>Where the rounds of a method begin that communicates only in iterations whose coin is 1. Known from the coins alone; for any thread.</summary>
/// <param name="coins">Coin t is for iteration t.</param>
internal sealed class SkipSchedule(CommonCoins coins)
{
    private readonly Lock gate = new();
    private readonly List<int> starts = [0];

    /// <summary>The first iteration of a round; its last one is before the first of the next round, and the only one that communicates.</summary>
    /// <param name="round">The round, from 0.</param>
    public int Start(int round)
    {
        lock (gate)
        {
            while (starts.Count <= round)
            {
                int t = starts[^1];
                while (!coins[t])
                    t++;
                starts.Add(t + 1);
            }

            return starts[round];
        }
    }
}
