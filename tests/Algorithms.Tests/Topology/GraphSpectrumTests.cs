using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Topology;

public sealed class GraphSpectrumTests
{
    [Fact]
    public void Spectra_in_closed_form_come_out()
    {
        GraphSpectrum cycle = GraphSpectrum.Of(Named.Graph("cycle", 16));
        Assert.Equal(2 - (2 * Math.Cos(Math.PI / 8)), cycle.LambdaTwo, 1e-14);
        Assert.Equal(4, cycle.LambdaMax, 1e-14);
        Assert.Equal(15.0 / 32, cycle.Chi2, 1e-14);
        GraphSpectrum line = GraphSpectrum.Of(Named.Graph("line", 16));
        Assert.Equal(2 - (2 * Math.Cos(Math.PI / 16)), line.LambdaTwo, 1e-14);
        Assert.All(line.Resistances.ToArray(), resistance => Assert.Equal(1, resistance, 1e-12));
        GraphSpectrum complete = GraphSpectrum.Of(Named.Graph("complete", 16));
        Assert.Equal(1, complete.Condition, 1e-13);
        Assert.Equal(2.0 / 16, complete.Resistances[7], 1e-14);
        GraphSpectrum cube = GraphSpectrum.Of(Named.Graph("hypercube", 16));
        Assert.Equal([0, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 6, 6, 6, 6, 8], cube.Eigenvalues.ToArray().Select(value => Math.Abs(Math.Round(value, 12))));
    }

    [Fact]
    public void Foster_s_theorem_holds_for_any_rates()
    {
        // sum over edges of lambda_ij R_ij = n - 1; so chi2 >= (n - 1) / (2 sum lambda), and chi2 <= chi1.
        Gen<(int Nodes, int Density, int Seed)> graphs = Gen.Choose(2, 24).SelectMany(
            nodes => Gen.Choose(0, 10).SelectMany(density => Gen.Choose(1, 1_000_000).Select(seed => (nodes, density, seed))));
        Prop.ForAll(graphs.ToArbitrary(), sample =>
        {
            Graph graph = Named.Random(sample.Nodes, sample.Density / 10.0, (ulong)sample.Seed);
            var stream = new RandomStream((ulong)sample.Seed, RandomPurpose.DataGeneration);
            double[] rates = [.. Enumerable.Range(0, graph.EdgeCount).Select(_ => Math.Exp(2 * stream.NextNormal()))];
            GraphSpectrum spectrum = GraphSpectrum.Of(graph, rates);
            double foster = rates.Zip(spectrum.Resistances.ToArray(), (rate, resistance) => rate * resistance).Sum();

            Assert.Equal(graph.NodeCount - 1, foster, 1e-9 * graph.NodeCount);
            Assert.True(spectrum.Chi2 >= (graph.NodeCount - 1) / (2 * rates.Sum()) * (1 - 1e-9));
            Assert.True(spectrum.Chi2 <= spectrum.Chi1 * (1 + 1e-9));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Rates_scale_and_edges_of_rate_0_count()
    {
        Graph graph = Named.Graph("cycle", 6);
        double[] rates = [1, 2, 3, 4, 5, 6];
        GraphSpectrum once = GraphSpectrum.Of(graph, rates);
        GraphSpectrum thrice = GraphSpectrum.Of(graph, [.. rates.Select(rate => 3 * rate)]);
        Assert.Equal(once.Chi1 / 3, thrice.Chi1, 1e-14);
        Assert.Equal(once.Chi2 / 3, thrice.Chi2, 1e-14);

        // Without edge 1 the cycle is a line of 5 steps, and that edge sees all of them.
        GraphSpectrum open = GraphSpectrum.Of(graph, [1, 0, 1, 1, 1, 1]);
        Assert.Equal(5, open.Resistances[1], 1e-12);
        Assert.Equal(2.5, open.Chi2, 1e-12);
        Assert.Equal("STAR0802", Assert.Throws<StarlingException>(() => GraphSpectrum.Of(graph, [1, 0, 1, 0, 1, 1])).Error.Code);
        Assert.Equal("STAR0803", Assert.Throws<StarlingException>(() => GraphSpectrum.Of(new Graph(1, []))).Error.Code);
        Assert.Throws<ArgumentException>(() => GraphSpectrum.Of(graph, [1, 1]));
        Assert.Throws<ArgumentException>(() => GraphSpectrum.Of(graph, [1, 1, 1, 1, 1, -1]));
        Assert.Throws<ArgumentException>(() => GraphSpectrum.Of(graph, [1, 1, 1, 1, 1, double.NaN]));
    }
}
