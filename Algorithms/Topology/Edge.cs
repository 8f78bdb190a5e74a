namespace Starling.Algorithms.Topology;

/// <summary>An undirected edge. Within a <see cref="Graph"/> the lower number stands first.</summary>
/// <param name="I">One end; the lower one within a graph.</param>
/// <param name="J">The other end.</param>
public readonly record struct Edge(int I, int J);
