using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Layout;
using Xunit;

namespace Starling.Algorithms.Tests.Topology.Layout;

public sealed class GraphLayoutTests
{
    public static TheoryData<string> Kinds => [.. TopologyTable.Graphs.Entries.Select(entry => entry.Kind).Where(kind => kind != "file")];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nodes_have_places_of_their_own_in_the_unit_square(string kind)
    {
        Graph graph = Named.Graph(kind, 16);
        var layout = GraphLayout.Of(Named.Options(kind), graph, 1);
        var again = GraphLayout.Of(Named.Options(kind), graph, 1);
        for (int i = 0; i < 16; i++)
        {
            Assert.InRange(layout[i].X, -1e-12, 1 + 1e-12);
            Assert.InRange(layout[i].Y, -1e-12, 1 + 1e-12);
            Assert.Equal(layout[i], again[i]);
            for (int j = 0; j < i; j++)
                Assert.True(Distance(layout, i, j) > 0.01, $"{i} {j}");
        }
    }

    [Theory]
    [InlineData("erdos-renyi", 40)]
    [InlineData("grid", 36)]
    [InlineData("line", 20)]
    [InlineData("hypercube", 32)]
    public void Near_nodes_stand_near_where_distances_decide(string kind, int nodes)
    {
        Graph graph = Named.Graph(kind, nodes);
        var layout = GraphLayout.Of(graph);
        double neighbors = graph.Edges.ToArray().Average(edge => Distance(layout, edge.I, edge.J));
        double all = (from i in Enumerable.Range(0, nodes) from j in Enumerable.Range(0, i) select Distance(layout, i, j)).Average();

        Assert.True(neighbors < 0.8 * all, $"{neighbors} {all}");
    }

    [Fact]
    public void Edges_go_around_nodes_that_stand_in_their_way()
    {
        var options = new TorusOptions();
        Graph torus = options.Create(16, 1);
        var layout = GraphLayout.Of(options, torus, 1);

        Assert.Equal(8, Enumerable.Range(0, torus.EdgeCount).Count(e => Bends(layout, torus.Edges[e], layout.Control(e))));
        Graph cycle = new CycleOptions().Create(16, 1);
        var circle = GraphLayout.Of(new CycleOptions(), cycle, 1);
        Assert.DoesNotContain(Enumerable.Range(0, 16), e => Bends(circle, cycle.Edges[e], circle.Control(e)));
    }

    [Fact]
    public void Very_large_and_broken_graphs_are_laid_out_too()
    {
        var large = new Graph(2000, [.. Enumerable.Range(0, 1000).Select(i => new Edge(i, i + 1)), new Edge(1500, 1501)]);
        var layout = GraphLayout.Of(large);
        Assert.Equal(2000, Enumerable.Range(0, 2000).Select(i => layout[i]).Distinct().Count());
        var broken = GraphLayout.Of(new Graph(4, [new Edge(0, 1), new Edge(2, 3)]));
        Assert.True(Distance(broken, 0, 1) < Distance(broken, 0, 2));
        Assert.Equal((0.5, 0.5), GraphLayout.Of(new Graph(1, []))[0]);
    }

    private static bool Bends(GraphLayout layout, Edge edge, (double X, double Y) control) =>
        Math.Abs(control.X - ((layout[edge.I].X + layout[edge.J].X) / 2)) + Math.Abs(control.Y - ((layout[edge.I].Y + layout[edge.J].Y) / 2)) > 1e-9;

    private static double Distance(GraphLayout layout, int i, int j) =>
        Math.Sqrt(Math.Pow(layout[i].X - layout[j].X, 2) + Math.Pow(layout[i].Y - layout[j].Y, 2));
}
