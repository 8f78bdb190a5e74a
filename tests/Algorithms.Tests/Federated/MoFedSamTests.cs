using Starling.Algorithms.Federated;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class MoFedSamTests
{
    private static readonly MoFedSamOptions Options = Quadratics.Settings(new MoFedSamOptions { Rho = 0.1, A = 0.1 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.0494665467, 0.0504125866, -0.1370069619, 0.1359908295, -0.2492338448, 0.2395776694],
        [-0.51431508, 0.38163798],
        1e-8);

    [Fact]
    public void Without_rho_it_is_FedCM_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new FedCmOptions { A = 0.1 }), Options with { Rho = 0 });

    [Fact]
    public void At_a_1_it_is_FedSAM_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new FedSamOptions { Rho = 0.1 }), Options with { A = 1 });
}
