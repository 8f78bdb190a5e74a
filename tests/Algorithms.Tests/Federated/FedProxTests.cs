using Starling.Algorithms.Federated;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedProxTests
{
    private static readonly FedProxOptions Options = Quadratics.Settings(new FedProxOptions { Mu = 1 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.17776, 0.33616, -0.2641655808, 0.4855562272, -0.3061656055, 0.5519508985],
        [-0.3458904110, 0.6050613774]);

    [Fact]
    public void The_limit_weighs_the_minima_anew()
    {
        double[] limit = Quadratics.Limit(Quadratics.Start(Options));

        // sum_i [I - (I - eta (A_i + mu))^K] (A_i + mu)^-1 A_i (x - b_i) = 0.
        for (int j = 0; j < 2; j++)
        {
            double residual = Quadratics.Curvatures.Zip(Quadratics.Minima)
                .Sum(f => (1 - Math.Pow(1 - (0.1 * (f.First[j] + 1)), 5)) / (f.First[j] + 1) * f.First[j] * (limit[j] - f.Second[j]));
            Assert.Equal(0, residual, 1e-12);
        }
    }

    [Fact]
    public void Without_mu_it_is_FedAvg_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new FedAvgOptions()), Options with { Mu = 0 });

    [Fact]
    public void A_pull_that_diverges_is_named()
    {
        Assert.Equal("mu", Assert.Single(new FedProxOptions { Mu = 20, LearningRate = 0.1 }.Check()).Path);
        Assert.Empty(new FedProxOptions().Check());
    }
}
