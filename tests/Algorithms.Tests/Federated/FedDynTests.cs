using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedDynTests
{
    private static readonly FedDynOptions Options = Quadratics.Settings(new FedDynOptions { Alpha = 1 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.35552, 0.67232, -0.4769121280, 0.7077378176, -0.4945305586, 0.5803247282],
        Quadratics.Solution);

    [Fact]
    public void At_alpha_1_it_is_FedSpeed_without_perturbation_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new FedSpeedOptions { Prox = 1, Rho = 0 }), Options);

    [Fact]
    public void At_any_alpha_it_is_FedSpeed_without_perturbation()
    {
        RoundRunner<double> fedDyn = Quadratics.Start(Options with { Alpha = 0.3 });
        RoundRunner<double> fedSpeed = Quadratics.Start(Quadratics.Settings(new FedSpeedOptions { Prox = 0.3, Rho = 0 }));
        for (int round = 0; round < 50; round++)
        {
            fedDyn.Run([round % 2]);
            fedSpeed.Run([round % 2]);
            Quadratics.Near(fedSpeed.Model.ToArray(), fedDyn.Model, 1e-12);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0)]
    [InlineData(1)]
    public void The_solution_is_a_fixed_point_whoever_takes_part(params int[] participants)
    {
        RoundRunner<double> run = Quadratics.Start(Options, Quadratics.Solution);
        ILocalOracle<double>[] oracles = Quadratics.Oracles();
        for (int i = 0; i < 2; i++)
        {
            // h_i = -grad f_i / alpha.
            oracles[i].Gradient(Quadratics.Solution, [], run.State(i, "h"));
            run.State(i, "h")[0] *= -1;
            run.State(i, "h")[1] *= -1;
        }

        run.Run(participants);

        Quadratics.Near(Quadratics.Solution, run.Model, 1e-14);
    }

    [Fact]
    public void The_server_holds_the_mean_over_all_workers()
    {
        RoundRunner<double> run = Quadratics.Start(Options);
        for (int round = 0; round < 30; round++)
        {
            run.Run(round % 3 == 0 ? [0, 1] : [round % 2]);
            for (int j = 0; j < 2; j++)
                Assert.Equal((run.State(0, "h")[j] + run.State(1, "h")[j]) / 2, run.Server("hbar")[j], 1e-12);
        }
    }
}
