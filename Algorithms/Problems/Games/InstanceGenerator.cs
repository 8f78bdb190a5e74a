namespace Starling.Algorithms.Problems.Games;

/// <summary>Where the numbers of a generated instance come from.</summary>
public enum InstanceGenerator
{
    /// <summary>Streams of their own for every node and for what nodes share: a node keeps its numbers whatever the number of nodes is.</summary>
    Streams,

    /// <summary>
    /// One generator SplitMix64, from which everything is drawn in a written order, shared things first: a few lines in any language rebuild the instance.
    /// </summary>
    Portable,
}
