using Starling.Algorithms.Options;
using Starling.Algorithms.Topology.Graphs;

namespace Starling.Algorithms.Topology;

/// <summary>Every graph that a decentralized job can name.</summary>
public static class TopologyTable
{
    /// <summary>The graphs by name.</summary>
    public static PartTable<TopologyOptions> Graphs { get; } = new(
        new PartEntry("line", typeof(LineOptions), "A path: node i and node i + 1 are neighbours"),
        new PartEntry("cycle", typeof(CycleOptions), "A ring: a path whose ends are joined"),
        new PartEntry("grid", typeof(GridOptions), "Rows and columns; neighbours stand side by side"),
        new PartEntry("torus", typeof(TorusOptions), "A grid whose rows and columns are rings"),
        new PartEntry("star", typeof(StarOptions), "Node 0 is everybody's only neighbour"),
        new PartEntry("complete", typeof(CompleteOptions), "Everybody is everybody's neighbour"),
        new PartEntry("hypercube", typeof(HypercubeOptions), "Nodes whose numbers differ in one bit are neighbours"),
        new PartEntry("barbell", typeof(BarbellOptions), "Two complete graphs, joined by one edge"),
        new PartEntry("ring-of-cliques", typeof(RingOfCliquesOptions), "Complete graphs in a ring, one edge from each to the next"),
        new PartEntry("random-geometric", typeof(RandomGeometricOptions), "Random points in the unit square; near ones are neighbours"),
        new PartEntry("erdos-renyi", typeof(ErdosRenyiOptions), "Every pair is joined with the same probability"),
        new PartEntry("small-world", typeof(SmallWorldOptions), "A ring of near neighbours, some edges of which lead far away"),
        new PartEntry("file", typeof(FileGraphOptions), "The edges that a file lists"));
}
