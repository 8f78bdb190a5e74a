using Starling.Algorithms.Federated;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

public sealed class FedAvgTests
{
    private static readonly FedAvgOptions Options = Quadratics.Settings(new FedAvgOptions());

    [Fact]
    public void Golden_values_of_Q2()
    {
        RoundRunner<double> run = Quadratics.Start(Options);
        foreach (double[] expected in (double[][])[[-0.21121, 0.40951], [-0.2913177288, 0.5463375287], [-0.3217009882, 0.5920550268]])
        {
            run.RunAll(1);
            Quadratics.Near(expected, run.Model, 1e-9);
        }

        Quadratics.Near([-0.3402661425, 0.6149953070], Quadratics.Limit(run), 1e-9);
    }

    [Fact]
    public void One_local_step_is_gradient_descent_and_reaches_the_solution()
    {
        double[] limit = Quadratics.Limit(Quadratics.Start(Options with { LocalSteps = 1 }));

        Quadratics.Near(Quadratics.Solution, limit, 1e-12);
    }

    [Fact]
    public void Several_local_steps_move_away_from_the_solution()
    {
        RoundRunner<double> run = Quadratics.Start(Options, Quadratics.Solution);
        run.RunAll(1);

        Assert.True(Math.Abs(run.Model[0] - Quadratics.Solution[0]) > 1e-3);
    }

    [Fact]
    public void Swapping_the_workers_changes_nothing_beyond_rounding()
    {
        RoundRunner<double> run = Quadratics.Start(Options);
        var swapped = new RoundRunner<double>(Options.Create<double>(), [.. Quadratics.Oracles().Reverse()], [0, 0]);
        run.RunAll(10);
        swapped.RunAll(10);

        Quadratics.Near(run.Model.ToArray(), swapped.Model, 1e-14);
    }

    [Fact]
    public void Doubling_every_worker_changes_nothing_beyond_rounding()
    {
        RoundRunner<double> run = Quadratics.Start(Options);
        var doubled = new RoundRunner<double>(Options.Create<double>(), [.. Quadratics.Oracles(), .. Quadratics.Oracles()], [0, 0]);
        run.RunAll(10);
        doubled.RunAll(10);

        Quadratics.Near(run.Model.ToArray(), doubled.Model, 1e-14);
    }

    [Fact]
    public void The_step_size_decays_from_round_to_round()
    {
        var options = new FedAvgOptions { LearningRate = 0.5, LearningRateDecay = 0.5 };

        Assert.Equal([0.5, 0.25, 0.125], Enumerable.Range(0, 3).Select(options.StepSize));
    }

    [Fact]
    public void Clipping_bounds_the_step()
    {
        FedAvgOptions clipped = Options with { LocalSteps = 1, ClipNorm = 1e-3 };
        var run = new RoundRunner<double>(clipped.Create<double>(), [Quadratics.Oracles()[0]], [0, 0]);
        run.RunAll(1);

        Assert.Equal(0.1 * 1e-3, Math.Sqrt((run.Model[0] * run.Model[0]) + (run.Model[1] * run.Model[1])), 1e-15);
    }

    [Fact]
    public void Weight_decay_pulls_to_zero()
    {
        FedAvgOptions decayed = Options with { LocalSteps = 1, WeightDecay = 1 };

        // f + |x|^2 / 2: the gradient of the mean is diag(2, 2.5) x + (1, -1), plus x.
        Quadratics.Near([-1.0 / 3, 1 / 3.5], Quadratics.Limit(Quadratics.Start(decayed)), 1e-12);
    }
}
