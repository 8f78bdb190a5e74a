using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedCmTests
{
    private static readonly FedCmOptions Options = Quadratics.Settings(new FedCmOptions { A = 0.1 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.0461280121, 0.0490099501, -0.1277630390, 0.1342716955, -0.2323410481, 0.2406229792],
        [-0.48485390, 0.41953883],
        1e-8);

    [Fact]
    public void At_a_1_it_is_FedAvg_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new FedAvgOptions()), Options with { A = 1 });

    [Fact]
    public void The_momentum_is_the_mean_direction_in_the_step_size_of_its_own_round()
    {
        (ILocalOracle<double>[] oracles, _) = Quadratics.Uneven();
        FedCmOptions options = Options with { LocalSteps = 0, LocalEpochs = 1, BatchSize = 3, LearningRateDecay = 0.5 };
        var run = new RoundRunner<double>(options.Create<double>(), oracles, [0.3, -0.2]);
        for (int round = 0; round < 3; round++)
        {
            // K_i are 2, 3 and 4; one worker alone moves by -K eta v.
            int worker = round;
            double[] before = run.Model.ToArray();
            run.Run([worker]);
            double stepSize = 0.1 * Math.Pow(0.5, round);
            for (int j = 0; j < 2; j++)
                Assert.Equal((before[j] - run.Model[j]) / ((worker + 2) * stepSize), run.Server("v")[j], 1e-12);
        }
    }
}
