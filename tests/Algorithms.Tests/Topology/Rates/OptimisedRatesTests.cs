using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Topology.Rates;

public sealed class OptimisedRatesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("grid", 16, 24.891, 1.5e-3)]
    [InlineData("barbell", 8, 13.205, 5e-4)]
    public void The_recorded_optima_come_out(string kind, int nodes, double total, double tolerance)
    {
        OptimisedRates rates = Solve(kind, nodes);

        Assert.Equal(total, rates.Rates.Total, tolerance);
        Assert.InRange(rates.Gap, 0, 1e-5);
        Assert.False(rates.IsUniform);
    }

    [Fact]
    public void A_barbell_of_16_is_below_what_a_subgradient_found()
    {
        OptimisedRates rates = Solve("barbell", 16);

        Assert.InRange(rates.Rates.Total, 0, 32.95);
        Assert.InRange(rates.Gap, 0, 1e-5);
    }

    [Fact]
    public void A_bottleneck_gets_most()
    {
        // Bridge 2.694, edges at its ends 0.976, the other edges 0.776.
        OptimisedRates rates = Solve("barbell", 8);

        for (int e = 0; e < rates.Rates.Rates.Length; e++)
        {
            Edge edge = rates.Rates.Graph.Edges[e];
            double expected = edge == new Edge(3, 4) ? 2.694 : edge.J == 3 || edge.I == 4 ? 0.976 : 0.776;
            output.WriteLine($"{edge}: {rates.Rates.Rates[e]}");
            Assert.Equal(expected, rates.Rates.Rates[e], 2e-3);
        }
    }

    [Theory]
    [InlineData("line", 16)]
    [InlineData("line", 2)]
    [InlineData("cycle", 16)]
    [InlineData("cycle", 64)]
    [InlineData("star", 16)]
    [InlineData("complete", 8)]
    [InlineData("complete", 64)]
    [InlineData("hypercube", 32)]
    [InlineData("torus", 16)]
    public void Where_nothing_is_gained_the_uniform_rates_come_back_exactly(string kind, int nodes)
    {
        OptimisedRates rates = Solve(kind, nodes);

        Assert.Equal(UniformRates.Of(Named.Graph(kind, nodes)).Rates, rates.Rates.Rates);
        Assert.True(rates.IsUniform);
        Assert.Equal(0, rates.Gain);
        Assert.InRange(rates.Gap, 0, 1e-5);
    }

    [Theory]
    [InlineData("grid", 64)]
    [InlineData("grid", 6)]
    [InlineData("barbell", 20)]
    [InlineData("line", 40)]
    [InlineData("ring-of-cliques", 24)]
    [InlineData("random-geometric", 30)]
    [InlineData("erdos-renyi", 30)]
    [InlineData("small-world", 40)]
    public void Any_graph_is_certified_and_balanced(string kind, int nodes)
    {
        OptimisedRates rates = Solve(kind, nodes);

        Assert.InRange(rates.Gap, 0, 1e-4);
        Assert.Equal(0.5, rates.Rates.Chi1 * rates.Rates.Chi2, 1e-12);
        Assert.True(rates.Rates.Total <= rates.Uniform.Total);
        GraphSpectrum spectrum = GraphSpectrum.Of(rates.Rates.Graph, rates.Rates.Rates.AsSpan());
        Assert.Equal(spectrum.Chi1, rates.Rates.Chi1, 1e-10);
        Assert.Equal(spectrum.Chi2, rates.Rates.Chi2, 1e-10);
    }

    [Fact]
    public void No_other_rates_are_below_the_bound()
    {
        OptimisedRates optimum = Solve("barbell", 8);
        double[] best = [.. optimum.Rates.Rates];
        for (int trial = 0; trial < 200; trial++)
        {
            var stream = new Algorithms.Numerics.RandomStream(5, Algorithms.Numerics.RandomPurpose.DataGeneration, trial);
            double size = 0.001 * Math.Pow(2, trial % 10);
            double[] other = [.. best.Select(rate => rate * Math.Exp(size * stream.NextNormal()))];
            Assert.True(EdgeRates.Balanced(optimum.Rates.Graph, other).Total >= optimum.LowerBound);
        }
    }

    [Fact]
    public void The_same_graph_has_the_same_rates_always() =>
        Assert.Equal(Solve("grid", 16).Rates.Rates, Solve("grid", 16).Rates.Rates);

    private OptimisedRates Solve(string kind, int nodes)
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        OptimisedRates rates = OptimisedRates.Of(Named.Graph(kind, nodes));
        output.WriteLine(
            $"{kind} {nodes}: {rates.Uniform.Total} -> {rates.Rates.Total}, bound {rates.LowerBound}, gap {rates.Gap:E2}, {System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds:0.000} s");
        return rates;
    }
}
