using Starling.Algorithms.Federated;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedYogiTests
{
    private static readonly FedYogiOptions Options = Quadratics.Settings(new FedYogiOptions { GlobalLearningRate = 0.1, Tau = 0.01 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.0678673564, 0.0803732998, -0.1647961379, 0.1931240503, -0.2751417806, 0.3243459499],
        [-0.3402661425, 0.6149953070]);

    [Fact]
    public void The_square_stays_where_it_equals_the_new_one()
    {
        RoundRunner<double> run = Quadratics.Start(Options with { Beta2 = 0 });
        run.RunAll(1);
        double[] first = run.Server("v").ToArray();

        Quadratics.Near([0.21121 * 0.21121, 0.40951 * 0.40951], first, 1e-15);

        // From x_0 once more the update, and so its square, is the same.
        run.Server("x").Clear();
        run.RunAll(1);
        Assert.Equal(first, run.Server("v").ToArray());
    }
}
