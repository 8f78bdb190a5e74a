using Starling.Algorithms.Federated;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedAdamTests
{
    private static readonly FedAdamOptions Options = Quadratics.Settings(new FedAdamOptions { GlobalLearningRate = 0.1, Tau = 0.01 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.0678673564, 0.0803732998, -0.1650125997, 0.1933962241, -0.2759099193, 0.3253094040],
        [-0.3402661425, 0.6149953070]);

    [Fact]
    public void Without_memory_every_coordinate_moves_by_the_servers_rate()
    {
        RoundRunner<double> run = Quadratics.Start(Options with { Beta1 = 0, Beta2 = 0, Tau = 0 });
        run.RunAll(1);

        // FedAvg's first update is (-0.21121, 0.40951).
        Quadratics.Near([-0.1, 0.1], run.Model, 1e-15);
    }

    [Fact]
    public void A_coordinate_that_never_moved_stays_where_it_is_at_tau_0()
    {
        FedAdamOptions options = Options with { Tau = 0 };
        var run = new RoundRunner<double>(options.Create<double>(), [new QuadraticOracle<double>([1, 1], [1, 0])], [0, 0]);
        run.RunAll(3);

        Assert.Equal(0, run.Model[1]);
        Assert.True(run.Model[0] > 0.1);
    }

    [Fact]
    public void Bias_correction_scales_the_rate_as_Adam_does()
    {
        FedAdamOptions options = Options with { BiasCorrection = true };

        Assert.Equal(0.1, new FedAdamOptions { GlobalLearningRate = 0.1 }.ServerRate(7));
        for (int t = 0; t < 5; t++)
            Assert.Equal(0.1 * Math.Sqrt(1 - Math.Pow(0.99, t + 1)) / (1 - Math.Pow(0.9, t + 1)), options.ServerRate(t), 1e-15);
    }
}
