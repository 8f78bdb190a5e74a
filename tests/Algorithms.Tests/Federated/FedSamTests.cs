using Starling.Algorithms.Federated;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedSamTests
{
    private static readonly FedSamOptions Options = Quadratics.Settings(new FedSamOptions { Rho = 0.1 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.2139234744, 0.4252467432, -0.2971842393, 0.5549388750, -0.3289592876, 0.5956524991],
        [-0.34786980, 0.61475955],
        1e-8);

    [Fact]
    public void Without_rho_it_is_FedAvg_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new FedAvgOptions()), Options with { Rho = 0 });
}
