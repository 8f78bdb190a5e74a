using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;

namespace Starling.Cli.Tests.Commands;

public sealed class TopologyCommandTests : IDisposable
{
    private readonly FakeHost fake = new();

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task A_graph_is_described_and_drawn()
    {
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "grid", "--nodes", "16"));

        Assert.Matches(@"Graph +grid, 16 nodes\n", fake.Out);
        Assert.Matches(@"Edges +24; degrees 2 to 4, mean 3; diameter 6\n", fake.Out);
        Assert.Matches(@"Uniform +R = 26\.2523 swaps, lambda 1\.093846 an edge\n +chi1 1\.560646, chi2 0\.3203801\n", fake.Out);
        Assert.Matches(@"Mixing +rho 0\.\d+ with Metropolis weights", fake.Out);
        Assert.Equal(16, fake.Out.Count(character => character == '●'));
        Assert.DoesNotContain("Optimised", fake.Out, StringComparison.Ordinal);
        Assert.All(fake.OutLines, line => Assert.True(line.Length <= 80, line));
        Assert.Empty(fake.Err);
    }

    [Fact]
    public async Task Optimised_rates_come_with_their_certificate()
    {
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "barbell", "--nodes", "8", "--optimize"));

        Assert.Matches(@"Optimised +R = 13\.20544 swaps, lambda 0\.7749 to 2\.696\n", fake.Out);
        Assert.Matches(@"39\.54 % less; at most \d\.\de-\d\d above the least possible", fake.Out);
        Assert.Contains("The 4 fastest and the 4 slowest of 13 edges; --rates lists all.", fake.Out, StringComparison.Ordinal);
        Assert.Matches(@"\n3 4 +2\.6955\d +1\.60\n", fake.Out);
    }

    [Fact]
    public async Task All_rates_are_listed_on_request_and_nothing_is_gained_on_a_cycle()
    {
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "cycle", "--nodes", "16", "--optimize", "--rates"));

        Assert.Contains("nothing to gain; at most ", fake.Out, StringComparison.Ordinal);
        Assert.Equal(16, fake.OutLines.Count(line => line.EndsWith("1.00", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Programs_get_one_object()
    {
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "{kind: grid, rows: 2}", "--nodes", "6", "--optimize", "--json"));

        JsonNode result = JsonNode.Parse(Assert.Single(fake.OutLines))!;
        Assert.Equal("grid", (string?)result["graph"]!["kind"]);
        Assert.Equal(2, (int)result["graph"]!["rows"]!);
        Assert.Equal(7, result["edges"]!.AsArray().Count);
        Assert.Equal(3, result["edges"]![0]!.AsArray().Count);
        Assert.Equal(0.5, (double)result["uniform"]!["chi1"]! * (double)result["uniform"]!["chi2"]!, 1e-12);
        Assert.True((double)result["optimised"]!["total"]! <= (double)result["uniform"]!["total"]!);
        Assert.InRange((double)result["optimised"]!["certifiedGap"]!, 0, 1e-4);
        Assert.Equal(3, (int)result["diameter"]!);
    }

    [Fact]
    public async Task Parameters_can_be_set_one_by_one()
    {
        Assert.Equal(0, await fake.InvokeAsync(
            "topology", "--graph", "small-world", "--nodes", "20", "--set", "neighbors=6", "--set", "probability=0", "--json"));

        JsonNode result = JsonNode.Parse(fake.Out)!;
        Assert.Equal(60, (int)result["edgeCount"]!);
        Assert.Equal(6, (int)result["graph"]!["neighbors"]!);
    }

    [Fact]
    public async Task The_seed_decides_a_random_graph()
    {
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "erdos-renyi", "--nodes", "20", "--seed", "7"));
        Assert.Contains("erdos-renyi, 20 nodes, seed 7", fake.Out, StringComparison.Ordinal);
        using var same = new FakeHost();
        using var other = new FakeHost();
        Assert.Equal(0, await same.InvokeAsync("topology", "--graph", "erdos-renyi", "--nodes", "20", "--seed", "7"));
        Assert.Equal(0, await other.InvokeAsync("topology", "--graph", "erdos-renyi", "--nodes", "20", "--seed", "8"));
        Assert.Equal(fake.Out, same.Out);
        Assert.NotEqual(fake.Out, other.Out);
    }

    [Fact]
    public async Task A_picture_is_a_file_of_its_own()
    {
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "torus", "--nodes", "16", "--out", "torus.svg"));

        XElement svg = XDocument.Load(Path.Combine(fake.CurrentDirectory, "torus.svg")).Root!;
        Assert.Equal(16, svg.Descendants().Count(element => element.Name.LocalName == "circle"));
        Assert.Equal(32, svg.Descendants().Count(element => element.Name.LocalName == "path"));
        Assert.Equal("torus, 16 nodes, 32 edges", svg.Elements().First().Value);
        Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Name.LocalName is "href" or "src");
        Assert.Matches(@"Picture +torus\.svg", fake.Out);
    }

    [Fact]
    public async Task A_terminal_without_braille_gets_letters()
    {
        fake.Console.Profile.Capabilities.Unicode = false;
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "star", "--nodes", "7"));
        Assert.DoesNotContain(fake.Out, character => character > 127);
    }

    [Fact]
    public async Task A_line_of_two_and_a_large_graph_are_shown()
    {
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "line", "--nodes", "2"));
        Assert.Contains("●", fake.Out, StringComparison.Ordinal);
        using var large = new FakeHost();
        Assert.Equal(0, await large.InvokeAsync("topology", "--graph", "grid", "--nodes", "225"));
        Assert.DoesNotContain("●", large.Out, StringComparison.Ordinal);
        using var terminal = new FakeHost(interactive: true);
        Assert.Equal(0, await terminal.InvokeAsync("topology", "--graph", "cycle", "--nodes", "5"));
        Assert.Contains("●", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_of_a_file_is_read_from_where_one_stands()
    {
        await File.WriteAllTextAsync(Path.Combine(fake.CurrentDirectory, "links.txt"), "0 1\n1 2\n2 0\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, await fake.InvokeAsync("topology", "--graph", "file", "--set", "path=links.txt", "--nodes", "3"));
        Assert.Matches("Edges +3; degrees 2; diameter 1", fake.Out);

        using var broken = new FakeHost();
        await File.WriteAllTextAsync(Path.Combine(broken.CurrentDirectory, "links.txt"), "0 1\n", TestContext.Current.CancellationToken);
        Assert.Equal(2, await broken.InvokeAsync("topology", "--graph", "file", "--set", "path=links.txt", "--nodes", "3"));
        Assert.StartsWith("STAR0802: The graph of 3 nodes is in 2 parts; the smallest is node 2.", broken.Err, StringComparison.Ordinal);
        Assert.Equal(2, await broken.InvokeAsync("topology", "--graph", "file", "--set", "path=links.txt", "--nodes", "1"));
        Assert.Contains("STAR0801: ", broken.Err, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--graph: STAR0106: ", "cyle", "5")]
    [InlineData("--graph.rows: STAR0108: ", "grid", "5", "--set", "rows=2")]
    [InlineData("--graph.rows: STAR0105: ", "grid", "5", "--set", "rows=0")]
    [InlineData("--graph.row: STAR0103: ", "grid", "5", "--set", "row=2")]
    [InlineData("--set rows: STAR0110: ", "grid", "5", "--set", "rows")]
    [InlineData("--nodes: STAR0803: A hypercube has a power of two of nodes, not 12; the nearest are 8 and 16.", "hypercube", "12")]
    [InlineData("--graph.path: STAR0107: ", "file", "5")]
    [InlineData("STAR0111: --nodes is 0; it can be 1 to 4096.", "cycle", "0")]
    [InlineData("STAR0201: ", "{kind: file, path: nowhere.txt}", "5")]
    [InlineData("STAR0111: --out is empty; name a file.", "cycle", "5", "--out", "")]
    public async Task A_mistake_is_refused_by_its_field(string expected, string graph, string nodes, params string[] more)
    {
        Assert.Equal(2, await fake.InvokeAsync(["topology", "--graph", graph, "--nodes", nodes, .. more]));
        Assert.StartsWith(expected, fake.Err, StringComparison.Ordinal);
        Assert.Empty(fake.Out);
        Assert.Empty(Directory.GetFiles(fake.CurrentDirectory));
    }
}
