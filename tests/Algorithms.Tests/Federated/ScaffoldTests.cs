using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class ScaffoldTests
{
    private static readonly ScaffoldOptions Options = Quadratics.Settings(new ScaffoldOptions());

    public static TheoryData<ScaffoldOption> Both => [ScaffoldOption.I, ScaffoldOption.Ii];

    [Fact]
    public void Golden_values_of_Q2() => Quadratics.Golden(
        Options,
        [-0.21121, 0.40951, -0.3733769128, 0.4730557143, -0.4546854771, 0.4491247102],
        Quadratics.Solution);

    [Fact]
    public void Option_I_reaches_the_solution_too() =>
        Quadratics.Near(Quadratics.Solution, Quadratics.Limit(Quadratics.Start(Options with { Option = ScaffoldOption.I })), 1e-12);

    [Theory]
    [MemberData(nameof(Both))]
    public void The_solution_is_a_fixed_point_whoever_takes_part(ScaffoldOption option)
    {
        foreach (int[] participants in (int[][])[[0, 1], [0], [1]])
        {
            RoundRunner<double> run = Quadratics.Start(Options with { Option = option }, Quadratics.Solution);
            ILocalOracle<double>[] oracles = Quadratics.Oracles();
            for (int i = 0; i < 2; i++)
                oracles[i].Gradient(Quadratics.Solution, [], run.State(i, "c"));

            run.Run(participants);

            Quadratics.Near(Quadratics.Solution, run.Model, 1e-14);
            Quadratics.Near([0, 0], run.Server("c"), 1e-14);
        }
    }

    [Fact]
    public void One_local_step_with_everybody_is_gradient_descent()
    {
        RoundRunner<double> run = Quadratics.Start(Options with { LocalSteps = 1 }, [0.3, -0.2]);
        RoundRunner<double> descent = Quadratics.Start(Quadratics.Settings(new FedAvgOptions()) with { LocalSteps = 1 }, [0.3, -0.2]);
        ((double[])[0.5, -2]).CopyTo(run.State(0, "c"));
        ((double[])[1.5, 3]).CopyTo(run.State(1, "c"));
        ((double[])[1, 0.5]).CopyTo(run.Server("c"));
        for (int round = 0; round < 10; round++)
        {
            run.RunAll(1);
            descent.RunAll(1);
            Quadratics.Near(descent.Model.ToArray(), run.Model, 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void The_server_holds_the_mean_of_all_control_variates_though_workers_take_different_numbers_of_steps(ScaffoldOption option)
    {
        (ILocalOracle<double>[] oracles, double[] solution) = Quadratics.Uneven();
        ScaffoldOptions options = Options with { Option = option, LocalSteps = 0, LocalEpochs = 2, BatchSize = 3, LearningRateDecay = 0.999 };
        var run = new RoundRunner<double>(options.Create<double>(), oracles, [0, 0]);
        for (int round = 0; round < 600; round++)
        {
            run.Run(ParticipantSampler.Choose(2, round, 3, 0.67, ParticipantSampling.Uniform));
            for (int j = 0; j < 2; j++)
                Assert.Equal(Enumerable.Range(0, 3).Average(i => run.State(i, "c")[j]), run.Server("c")[j], 1e-12);
        }

        // K_i are 4, 6 and 8: had one K stood for all, the corrections would be wrong and so would the limit.
        Quadratics.Near(solution, run.Model, 1e-9);
    }

    [Fact]
    public void Option_I_costs_one_gradient_more_and_takes_weight_decay_along()
    {
        RoundRunner<double> run = Quadratics.Start(Options with { Option = ScaffoldOption.I, WeightDecay = 1 }, [0.3, -0.2]);
        run.RunAll(1);

        Assert.Equal(2 * (5 + 1), run.Gradients);
        Quadratics.Near([0.3 - 1 + 0.3, (4 * -0.2) - 0.2], run.State(0, "c"), 1e-15);
    }
}
