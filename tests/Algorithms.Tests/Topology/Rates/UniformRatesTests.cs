using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Topology.Rates;

/// <summary>The recorded rates of DADAO, to their recorded digits.</summary>
public sealed class UniformRatesTests
{
    [Theory]
    [InlineData("cycle", 39.704515, 2.48153221, 2.646968, 0.188895)]
    [InlineData("line", 76.517229, 5.10114862, 5.101149, 0.098017)]
    [InlineData("grid", 26.252303, 1.09384594, 1.560646, 0.320380)]
    [InlineData("complete", 10.606602, 0.08838835, 0.707107, 0.707107)]
    [InlineData("star", 15, 1, 1, 0.5)]
    public void Sixteen_nodes(string kind, double total, double rate, double chi1, double chi2)
    {
        EdgeRates rates = UniformRates.Of(Named.Graph(kind, 16));

        Assert.Equal(total, rates.Total, 5e-7);
        Assert.All(rates.Rates, lambda => Assert.Equal(rate, lambda, 5e-9));
        Assert.Equal(chi1, rates.Chi1, 5e-7);
        Assert.Equal(chi2, rates.Chi2, 5e-7);
        Assert.Equal(0.5, rates.Chi1 * rates.Chi2, 1e-13);
    }

    [Theory]
    [InlineData("cycle", 16, 39.7045, 4)]
    [InlineData("line", 16, 76.5172, 4)]
    [InlineData("grid", 16, 26.2523, 4)]
    [InlineData("complete", 16, 10.6066, 4)]
    [InlineData("barbell", 16, 126.148, 3)]
    [InlineData("cycle", 64, 647.05, 2)]
    [InlineData("line", 64, 1283.55, 2)]
    [InlineData("grid", 64, 239.79, 2)]
    [InlineData("complete", 8, 4.9497, 4)]
    [InlineData("barbell", 8, 21.842, 3)]
    [InlineData("star", 300, 299, 9)]
    public void Totals(string kind, int nodes, double total, int digits) =>
        Assert.Equal(total, Math.Round(UniformRates.Of(Named.Graph(kind, nodes)).Total, digits));

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(64)]
    public void A_complete_graph_has_n_minus_1_over_the_root_of_2(int nodes) =>
        Assert.Equal((nodes - 1) / Math.Sqrt(2), UniformRates.Of(Named.Graph("complete", nodes)).Total, 1e-11);

    [Fact]
    public void The_spectrum_of_the_rates_is_what_they_say()
    {
        EdgeRates rates = UniformRates.Of(Named.Graph("barbell", 8));
        GraphSpectrum spectrum = GraphSpectrum.Of(rates.Graph, rates.Rates.AsSpan());

        Assert.Equal(spectrum.Chi1, rates.Chi1, 1e-13);
        Assert.Equal(spectrum.Chi2, rates.Chi2, 1e-13);
        EdgeRates again = EdgeRates.Of(rates.Graph, rates.Rates.AsSpan());
        Assert.Equal(rates.Chi1, again.Chi1, 1e-13);
        Assert.Equal(rates.Total, again.Total);
        EdgeRates twice = rates.Times(2);
        Assert.Equal(2 * rates.Total, twice.Total, 1e-12);
        Assert.Equal(rates.Chi2 / 2, twice.Chi2, 1e-15);
        Assert.Equal(2 * rates.Largest, twice.Largest, 1e-14);
    }

    [Fact]
    public void Graphs_that_follow_each_other_share_the_worst_constants()
    {
        Graph[] graphs = [Named.Graph("cycle", 16), Named.Graph("line", 16), Named.Graph("complete", 16)];
        IReadOnlyList<EdgeRates> sequence = UniformRates.OfSequence(graphs);

        // The line has the worst c1, the complete graph the worst c2: 120 * (1/2) * (2/16) = 7.5 against 15/2.
        double c1 = 15 * GraphSpectrum.Of(graphs[1]).Chi1;
        Assert.All(sequence, rates => Assert.Equal(Math.Sqrt(2 * c1 * 7.5), rates.Total, 1e-9));
        Assert.All(sequence, rates => Assert.True(rates.Chi1 * rates.Chi2 <= 0.5 * (1 + 1e-12)));
        Assert.Throws<ArgumentException>(() => UniformRates.OfSequence([]));
        Assert.Throws<ArgumentException>(() => UniformRates.OfSequence([graphs[0], Named.Graph("cycle", 5)]));
    }
}
