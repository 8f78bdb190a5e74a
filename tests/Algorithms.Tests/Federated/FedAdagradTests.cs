using Starling.Algorithms.Federated;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedAdagradTests
{
    private static readonly FedAdagradOptions Options = Quadratics.Settings(new FedAdagradOptions { GlobalLearningRate = 0.1, Tau = 0.01 });

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.0954794087, 0.0976162666, -0.1517162732, 0.1608116859, -0.1913498542, 0.2092240914],
        [-0.3402661425, 0.6149953070]);
}
