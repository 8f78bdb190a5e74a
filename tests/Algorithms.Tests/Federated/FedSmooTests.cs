using Starling.Algorithms.Federated;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedSmooTests
{
    private static readonly FedSmooOptions Options = Quadratics.Settings(new FedSmooOptions { Rho = 0.1, Lamb = 1 });

    [Fact]
    public void Golden_values_of_Q2()
    {
        RoundRunner<double> run = Quadratics.Start(Options);
        foreach (double[] expected in (double[][])[[-0.3620967485, 0.6981428728], [-0.4916589149, 0.7170472104], [-0.5158910309, 0.5520212509]])
        {
            run.RunAll(1);
            Quadratics.Near(expected, run.Model, 1e-9);
        }

        // The server's perturbation comes to change its sign from round to round. The specification gives the even rounds.
        run.RunAll(97);
        Quadratics.Near([-0.5, 0.43683104], run.Model, 1e-8);
        run.RunAll(1);
        Quadratics.Near([-0.5, 0.41478179], run.Model, 1e-8);
        run.RunAll(1);
        Quadratics.Near([-0.5, 0.43683104], run.Model, 1e-8);
    }

    [Fact]
    public void Without_rho_it_is_FedDyn_bit_for_bit() =>
        Quadratics.SameBits(Quadratics.Settings(new FedDynOptions { Alpha = 1 }), Options with { Rho = 0 });

    [Fact]
    public void The_servers_perturbation_has_length_rho()
    {
        RoundRunner<double> run = Quadratics.Start(Options);
        run.RunAll(3);

        Assert.Equal(0.1, Math.Sqrt(run.Server("s")[0] * run.Server("s")[0] + run.Server("s")[1] * run.Server("s")[1]), 1e-6);
    }
}
