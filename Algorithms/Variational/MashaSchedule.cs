namespace Starling.Algorithms.Variational;

/// <summary>What a round of MASHA is.</summary>
internal enum MashaRound
{
    /// <summary>Workers send their operator at the new anchor, as it is. Round 0 is one, for the first anchor.</summary>
    Refresh,

    /// <summary>An iteration: workers send compressed differences.</summary>
    Difference,

    /// <summary>An iteration whose coin fell: the next round is for the new anchor.</summary>
    DifferenceAndRefresh,
}

/// <summary>
/// Which rounds of MASHA are iterations and which refresh the anchor w: behind iteration k whose coin is 1 there is a round for it. Known from the coins
/// alone; for any thread.
/// </summary>
/// <param name="coins">Coin k is for iteration k.</param>
internal sealed class MashaSchedule(CommonCoins coins)
{
    private readonly Lock gate = new();
    private readonly List<(MashaRound Kind, int Iterations)> rounds = [(MashaRound.Refresh, 0)];

    /// <summary>The kind of a round.</summary>
    /// <param name="round">t, from 0.</param>
    public MashaRound this[int round] => Find(round).Kind;

    /// <summary>How many iterations lie before a round.</summary>
    /// <param name="round">t, from 0.</param>
    public int IterationsBefore(int round) => Find(round).Iterations;

    private (MashaRound Kind, int Iterations) Find(int round)
    {
        lock (gate)
        {
            while (rounds.Count <= round)
            {
                (MashaRound kind, int iterations) = rounds[^1];
                if (kind != MashaRound.Refresh)
                    iterations++;
                rounds.Add((kind == MashaRound.DifferenceAndRefresh ? MashaRound.Refresh
                    : coins[iterations] ? MashaRound.DifferenceAndRefresh
                    : MashaRound.Difference, iterations));
            }

            return rounds[round];
        }
    }
}
