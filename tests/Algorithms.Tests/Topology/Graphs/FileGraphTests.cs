using Starling.Algorithms.Errors;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Topology.Graphs;

public sealed class FileGraphTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_lists_edges()
    {
        Graph graph = Read("# links\n0 1\n\n  2\t1   # back\r\n3 0\n", 5);

        Assert.Equal([new Edge(0, 1), new Edge(0, 3), new Edge(1, 2)], graph.Edges.ToArray());
        Assert.False(graph.IsConnected);
    }

    [Theory]
    [InlineData("0 1\n1\n", ":2: an edge is two numbers of nodes, not 1 words.")]
    [InlineData("0 1 0.5\n", ":1: an edge is two numbers of nodes, not 3 words.")]
    [InlineData("0 x\n", ":1: 'x' is no number of a node.")]
    [InlineData("0 -1\n", ":1: '-1' is no number of a node.")]
    [InlineData("\n0 5\n", ":2: there is no node 5 among 5, which are 0 to 4.")]
    [InlineData("3 3\n", ":1: node 3 is joined with itself; leave the line out.")]
    [InlineData("0 1\n1 2\n1 0\n", ":3: this edge stands already in line 1; give it once, in one direction.")]
    public void A_mistake_is_refused_by_its_line(string text, string expected)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => Read(text, 5));

        Assert.Equal("STAR0801", refusal.Error.Code);
        Assert.EndsWith("links.txt" + expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Assert.Equal("STAR0201", Assert.Throws<StarlingException>(
        () => new FileGraphOptions { Path = folder["nowhere.txt"] }.Create(5, 1)).Error.Code);

    private Graph Read(string text, int nodes)
    {
        File.WriteAllText(folder["links.txt"], text);
        return new FileGraphOptions { Path = folder["links.txt"] }.Create(nodes, 1);
    }
}
