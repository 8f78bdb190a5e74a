using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Variational;

/// <summary>
/// The coins that everybody sees alike: coin t is 1 with probability p. They come from the stream (seed, <see cref="RandomPurpose.Coins"/>, number, t),
/// so that no message is needed for them, and from any round on they can be told again.
/// </summary>
/// <param name="toss">Coin t.</param>
public sealed class CommonCoins(Func<int, bool> toss)
{
    /// <summary>The coins of a seed.</summary>
    /// <param name="seed">The job's seed.</param>
    /// <param name="probability">p.</param>
    /// <param name="number">Which of the coins of an algorithm.</param>
    public CommonCoins(ulong seed, double probability, int number = 0)
        : this(t => new RandomStream(seed, RandomPurpose.Coins, number, t).NextDouble() < probability)
    {
    }

    /// <summary>Coin t.</summary>
    /// <param name="t">t, from 0.</param>
    public bool this[int t] => toss(t);
}
