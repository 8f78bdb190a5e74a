using Starling.Algorithms.Federated;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedAvgMTests
{
    private static readonly FedAvgMOptions Options = Quadratics.Settings(new FedAvgMOptions { GlobalLearningRate = 1 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.21121, 0.40951, -0.4814067288, 0.9148965288, -0.6369750000, 1.1700476785],
        [-0.3402661425, 0.6149953070]);

    [Fact]
    public void Without_momentum_it_is_FedAvg_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new FedAvgOptions()), Options with { Beta = 0 });
}
