using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Topology;

/// <summary>Graphs by the name under which a job asks for them.</summary>
internal static class Named
{
    public static Graph Graph(string kind, int nodes, ulong seed = 1, int index = 0) => Options(kind).Create(nodes, seed, index);

    public static TopologyOptions Options(string kind)
    {
        Assert.True(TopologyTable.Graphs.TryFind(kind, out PartEntry? entry));
        return (TopologyOptions)Activator.CreateInstance(entry.OptionsType)!;
    }

    /// <summary>A connected graph out of random numbers, every kind of shape among them.</summary>
    public static Graph Random(int nodes, double density, ulong seed) =>
        new Algorithms.Topology.Graphs.ErdosRenyiOptions { Probability = density }.Create(nodes, seed);
}
