using Starling.Algorithms.Errors;
using Starling.Algorithms.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Topology;

public sealed class GraphTests
{
    [Fact]
    public void Edges_are_sorted_whatever_order_they_come_in()
    {
        var graph = new Graph(4, [new Edge(3, 2), new Edge(0, 3), new Edge(1, 0)]);

        Assert.Equal([new Edge(0, 1), new Edge(0, 3), new Edge(2, 3)], graph.Edges.ToArray());
        Assert.Equal([1, 3], graph.Neighbors(0).ToArray());
        Assert.Equal([0, 2], graph.Neighbors(3).ToArray());
        Assert.Equal([1, 2], graph.IncidentEdges(3).ToArray());
        Assert.Equal([2, 1, 1, 2], Enumerable.Range(0, 4).Select(graph.Degree));
        Assert.True(graph.HasEdge(3, 0));
        Assert.False(graph.HasEdge(1, 2));
        Assert.True(graph.IsConnected);
        Assert.Equal(3, graph.Diameter());
    }

    [Theory]
    [InlineData("joins node 1 with itself", 3, 1, 1)]
    [InlineData("has the end 3", 3, 0, 3)]
    [InlineData("has the end -1", 3, -1, 2)]
    [InlineData("is given twice", 3, 1, 0, 0, 1)]
    [InlineData("1 to 1048576 nodes, not 0", 0)]
    [InlineData("1 to 1048576 nodes, not -3", -3)]
    public void What_is_no_graph_is_refused(string because, int nodes, params int[] ends)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(
            () => new Graph(nodes, Enumerable.Range(0, ends.Length / 2).Select(e => new Edge(ends[2 * e], ends[(2 * e) + 1]))));

        Assert.Equal("STAR0801", refusal.Error.Code);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_smallest_part_of_a_graph_in_parts_is_named()
    {
        var graph = new Graph(6, [new Edge(0, 1), new Edge(1, 2), new Edge(4, 5)]);
        var components = GraphComponents.Of(graph);

        Assert.False(graph.IsConnected);
        Assert.Equal(3, components.Count);
        Assert.Equal([3, 1, 2], Enumerable.Range(0, 3).Select(components.SizeOf));
        Assert.Equal([4, 5], components.NodesOf(2));
        Assert.Equal(2, components[5]);
        StarlingException refusal = Assert.Throws<StarlingException>(graph.RequireConnected);
        Assert.Equal("STAR0802", refusal.Error.Code);
        Assert.Contains("is in 3 parts; the smallest is node 3.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("STAR0802", Assert.Throws<StarlingException>(() => GraphSpectrum.Of(graph)).Error.Code);
    }

    [Theory]
    [InlineData("line", 16, 15, 15)]
    [InlineData("cycle", 16, 16, 8)]
    [InlineData("grid", 16, 24, 6)]
    [InlineData("torus", 16, 32, 4)]
    [InlineData("star", 16, 15, 2)]
    [InlineData("complete", 16, 120, 1)]
    [InlineData("hypercube", 16, 32, 4)]
    [InlineData("barbell", 16, 57, 3)]
    [InlineData("ring-of-cliques", 16, 28, 5)]
    public void The_graphs_without_chance_have_their_edges_and_diameters(string kind, int nodes, int edges, int diameter)
    {
        Graph graph = Named.Graph(kind, nodes);

        Assert.Equal(edges, graph.EdgeCount);
        Assert.Equal(diameter, graph.Diameter());
        Assert.True(graph.IsConnected);
    }
}
