using Starling.Algorithms.Federated;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedGammaTests
{
    private static readonly FedGammaOptions Options = Quadratics.Settings(new FedGammaOptions { Rho = 0.1 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.2139234744, 0.4252467432, -0.3960541342, 0.4618582369, -0.4870935203, 0.4193141950],
        [-0.53066025, 0.36033002],
        1e-8);

    [Fact]
    public void Without_rho_it_is_SCAFFOLD_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new ScaffoldOptions()), Options with { Rho = 0 });
}
