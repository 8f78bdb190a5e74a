using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Mixing;
using Xunit;

namespace Starling.Algorithms.Tests.Topology.Mixing;

public sealed class MixingMatrixTests
{
    public static TheoryData<string, int, MixingRule> All => [.. from kind in (string[])["line", "cycle", "grid", "star", "barbell", "random-geometric", "small-world"]
        from rule in Enum.GetValues<MixingRule>()
        select new TheoryDataRow<string, int, MixingRule>(kind, 12, rule)];

    [Fact]
    public void A_ring_of_five_mixes_by_thirds()
    {
        MixingMatrix matrix = MixingMatrix.Of(Named.Graph("cycle", 5));

        Assert.Equal(0.53934466, matrix.Rho(), 5e-9);
        Assert.Equal([0, 1, 4], matrix.Columns(0).ToArray());
        Assert.All(matrix.Weights(0).ToArray(), weight => Assert.Equal(1.0 / 3, weight, 1e-15));
        Assert.Equal(0, matrix[0, 2]);
    }

    [Fact]
    public void Metropolis_weighs_by_the_larger_degree()
    {
        MixingMatrix star = MixingMatrix.Of(Named.Graph("star", 5));
        Assert.Equal(0.2, star[0, 3]);
        Assert.Equal(0.2, star[0, 0], 1e-15);
        Assert.Equal(0.8, star[3, 3], 1e-15);
        Assert.Equal([0, 1], star.Columns(1).ToArray());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_rule_makes_a_mixing_matrix(string kind, int nodes, MixingRule rule)
    {
        Graph graph = Named.Graph(kind, nodes);
        MixingMatrix matrix = MixingMatrix.Of(graph, rule);

        Assert.Null(matrix.Fault());
        double rho = matrix.Rho();
        Assert.InRange(rho, 0, 1 - 1e-6);
        GraphSpectrum spectrum = GraphSpectrum.Of(graph);
        if (rule == MixingRule.Laplacian)
            Assert.Equal(1 - (spectrum.LambdaTwo / spectrum.LambdaMax), rho, 1e-12);
        if (rule == MixingRule.BestConstant)
            Assert.Equal((spectrum.LambdaMax - spectrum.LambdaTwo) / (spectrum.LambdaMax + spectrum.LambdaTwo), rho, 1e-12);

        double[] x = [.. Enumerable.Range(0, nodes).Select(i => Math.Sin(i))];
        double[] y = new double[nodes];
        matrix.Apply(x, y);
        Assert.Equal(x.Sum(), y.Sum(), 1e-12);
        double mean = x.Average();
        Assert.True(Math.Sqrt(y.Sum(value => (value - mean) * (value - mean))) <= (rho + 1e-12) * Math.Sqrt(x.Sum(value => (value - mean) * (value - mean))));
    }

    [Fact]
    public void Weights_of_one_s_own_are_checked()
    {
        Graph graph = Named.Graph("line", 3);
        MixingMatrix matrix = MixingMatrix.Of(graph, [0.25, 0.5]);
        Assert.Equal(0.25, matrix[1, 1]);
        Assert.Null(matrix.Fault());
        Assert.Throws<ArgumentException>(() => MixingMatrix.Of(graph, [0.25]));
        Assert.Throws<ArgumentException>(() => MixingMatrix.Of(graph, [0.25, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MixingMatrix.Of(graph, (MixingRule)9));
        Assert.NotNull(MixingMatrix.Of(graph, [1e17, -1e17 + 64]).Fault());
    }
}
