using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Xunit;

namespace Starling.Algorithms.Tests.Topology.Graphs;

public sealed class RandomGraphTests
{
    public static TheoryData<string> Kinds => ["random-geometric", "erdos-renyi", "small-world"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_address_decides_the_graph(string kind)
    {
        Edge[] edges = [.. Named.Graph(kind, 40, seed: 5).Edges];

        Assert.True(Named.Options(kind).IsRandom);
        Assert.Equal(edges, Named.Graph(kind, 40, seed: 5).Edges.ToArray());
        Assert.NotEqual(edges, [.. Named.Graph(kind, 40, seed: 6).Edges]);
        Assert.NotEqual(edges, [.. Named.Graph(kind, 40, seed: 5, index: 1).Edges]);
    }

    [Theory]
    [InlineData("random-geometric", "81 FD5E5A33")]
    [InlineData("erdos-renyi", "85 EE981A97")]
    [InlineData("small-world", "60 FDE26BD2")]
    public void The_graph_of_seed_1_is_what_it_always_was(string kind, string expected)
    {
        Graph graph = Named.Graph(kind, 30);
        uint hash = 2166136261;
        foreach (Edge edge in graph.Edges)
            hash = (((hash ^ (uint)edge.I) * 16777619) ^ (uint)edge.J) * 16777619;
        Assert.Equal(expected, $"{graph.EdgeCount} {hash:X8}");
    }

    [Fact]
    public void Every_random_graph_is_connected_whatever_the_parameters()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            int nodes = 2 + (int)(seed * 3);
            Assert.True(new RandomGeometricOptions { Radius = 0.05 }.Create(nodes, seed).IsConnected);
            Assert.True(new ErdosRenyiOptions { Probability = 0.01 }.Create(nodes, seed).IsConnected);
            Assert.Equal(nodes - 1, new ErdosRenyiOptions { Probability = 0 }.Create(nodes, seed).EdgeCount);
            Assert.True(new SmallWorldOptions { Neighbors = 2, Probability = 1 }.Create(nodes, seed).IsConnected);
        }
    }

    [Fact]
    public void Parts_of_a_geometric_graph_are_joined_by_the_shortest_tree()
    {
        // With no edge of its own, what joins is a minimum spanning tree: no edge outside is shorter than the longest one on the path it closes.
        var options = new RandomGeometricOptions { Radius = 1e-9 };
        Graph graph = options.Create(25, 3);
        (double X, double Y)[] points = options.Positions(25, 3, 0);
        double Length(int i, int j) => Math.Sqrt(Math.Pow(points[i].X - points[j].X, 2) + Math.Pow(points[i].Y - points[j].Y, 2));

        Assert.Equal(24, graph.EdgeCount);
        bool[] inTree = new bool[25];
        inTree[0] = true;
        double expected = 0;
        for (int step = 1; step < 25; step++)
        {
            (double length, int next) = (from i in Enumerable.Range(0, 25) where inTree[i] from j in Enumerable.Range(0, 25) where !inTree[j] select (Length(i, j), j)).Min();
            expected += length;
            inTree[next] = true;
        }

        Assert.Equal(expected, graph.Edges.ToArray().Sum(edge => Length(edge.I, edge.J)), 1e-12);
    }

    [Fact]
    public void Erdos_Renyi_has_the_edges_that_its_probability_asks_for()
    {
        int edges = Enumerable.Range(1, 40).Sum(seed => new ErdosRenyiOptions { Probability = 0.3 }.Create(50, (ulong)seed).EdgeCount);

        // 49,000 pairs at 0.3: the deviation of the mean is 101.
        Assert.InRange(edges, 14_700 - 500, 14_700 + 500);
    }

    [Fact]
    public void A_small_world_keeps_its_edges_and_moves_some()
    {
        Assert.Equal([.. new CycleOptions().Create(20, 1).Edges], new SmallWorldOptions { Neighbors = 2, Probability = 0 }.Create(20, 1).Edges.ToArray());
        var lattice = new SmallWorldOptions { Probability = 0 }.Create(200, 1);
        Graph graph = new SmallWorldOptions().Create(200, 1);
        int moved = graph.Edges.ToArray().Count(edge => !lattice.HasEdge(edge.I, edge.J));

        Assert.Equal(400, graph.EdgeCount);
        Assert.InRange(moved, 20, 60);
        Assert.True(graph.Diameter() < lattice.Diameter());
        Assert.Equal(10, new SmallWorldOptions { Probability = 1 }.Create(5, 1).EdgeCount);
    }
}
