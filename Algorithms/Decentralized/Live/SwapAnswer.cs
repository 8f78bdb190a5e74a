namespace Starling.Algorithms.Decentralized.Live;

/// <summary>What a node did with a swap that a neighbour asked it for.</summary>
public enum SwapOutcome
{
    /// <summary>It applied its half; the answer carries its message, and the neighbour applies the other half.</summary>
    Applied,

    /// <summary>
    /// It had applied as many swaps before, or more: the message came twice, or its answer was lost, or the neighbour lost its memory. The answer carries
    /// its ledger, which the neighbour takes over.
    /// </summary>
    Ahead,

    /// <summary>It has not applied the swaps before this one: it lost its memory. The neighbour sends its ledger and asks again.</summary>
    Behind,
}
