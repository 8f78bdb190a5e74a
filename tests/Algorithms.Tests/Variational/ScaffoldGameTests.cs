using Starling.Algorithms.Federated;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Variational;

/// <summary>
/// SCAFFOLD-S: <c>scaffold</c> with operators in place of gradients, as the comparison of ProxSkip-VIP has it beside local descent-ascent and FedGDA-GT. Nothing is recorded of it,
/// so these check what must hold: S-1 the fixed point, S-2 no floor where local descent-ascent has the recorded one, S-3 about as many rounds as ProxSkip with its step and its mean
/// number of local steps, and more with smaller steps in proportion, S-4 one local step is descent-ascent, S-5 the mean of the control variates.
/// </summary>
public sealed class ScaffoldGameTests
{
    private const string ControlName = "c";

    private static readonly ScaffoldOptions Plain = new() { LocalSteps = 18, BatchSize = 0, WeightDecay = 0, ClipNorm = 0, LearningRateDecay = 1 };

    [Fact]
    public void S1_the_solution_with_its_operators_as_control_variates_is_a_fixed_point()
    {
        IGame game = Instances.Q2;
        double[] solution = game.Solution!.Value.ToArray();
        var run = new RoundRunner<double>(
            Options(game, 1).Create<double>(), [.. Enumerable.Range(0, game.Nodes).Select(node => new OperatorOracle(game.Local(node)))], solution);
        for (int node = 0; node < game.Nodes; node++)
            game.Local(node).Evaluate(solution, [], run.State(node, ControlName));
        run.RunAll(30);
        Assert.True(VectorKernels.SquaredDistance<double>(run.Model, solution) < 1e-20);
    }

    [Fact]
    public void S2_S3_it_has_no_floor_and_takes_about_the_rounds_of_proxskip()
    {
        IGame game = Instances.Q2;
        double skip = Enumerable.Range(1, 5).Average(seed => RoundsTo(game, new ProxSkipGdaOptions().Create<double>(Instances.Setting(game, (ulong)seed)), 1e-6));
        int scaffold = RoundsTo(game, Options(game, 1).Create<double>(), 1e-6);
        Assert.InRange(scaffold, 0.75 * skip, 1.25 * skip);
        Assert.InRange(RoundsTo(game, Options(game, 0.5).Create<double>(), 1e-6), 1.9 * scaffold, 2.1 * scaffold);
        Assert.InRange(RoundsTo(game, Options(game, 1).Create<double>(), 1e-12), scaffold, 5 * scaffold);

        // The same steps without control variates stop at a wrong point.
        RoundRunner<double> local = Instances.Run(
            game, new LocalSgdaOptions { Steps = 18, StepSize = 0.5 / game.Constants.Cocoercivity }.Create<double>(Instances.Setting(game)));
        local.RunAll(3000);
        double floor = Instances.Distance(game, local.Model);
        Assert.InRange(floor * floor, 5.79e-5, 4.25e-3);
    }

    [Fact]
    public void S4_one_local_step_is_descent_ascent()
    {
        IGame game = Instances.Q2;
        double gamma = 1 / game.Constants.Cocoercivity;
        RoundRunner<double> scaffold = Instances.Run(game, (Options(game, 1) with { LocalSteps = 1 }).Create<double>());
        RoundRunner<double> plain = Instances.Run(game, new GradientDescentAscent<double>(new GradientDescentAscentOptions(), gamma, null));
        for (int round = 0; round < 300; round++)
        {
            scaffold.RunAll(1);
            plain.RunAll(1);
            Assert.True(VectorKernels.SquaredDistance(scaffold.Model, plain.Model) < 1e-24 * 400);
        }
    }

    [Fact]
    public void S5_the_server_holds_the_mean_of_the_control_variates()
    {
        IGame game = Instances.Q2;
        RoundRunner<double> run = Instances.Run(game, Options(game, 0.5).Create<double>());
        for (int round = 0; round < 40; round++)
        {
            run.RunAll(1);
            double[] off = [.. run.Server(ControlName)];
            for (int node = 0; node < game.Nodes; node++)
                VectorKernels.Axpy(-1.0 / game.Nodes, run.State(node, ControlName), off);
            Assert.True(off.Max(Math.Abs) < 1e-10);
        }
    }

    // The step size is a share of 1/l.
    private static ScaffoldOptions Options(IGame game, double share) => Plain with { LearningRate = share / game.Constants.Cocoercivity };

    private static int RoundsTo(IGame game, IRoundAlgorithm<double> algorithm, double squaredDistance)
    {
        RoundRunner<double> run = Instances.Run(game, algorithm);
        while (run.Round < 2000)
        {
            run.RunAll(1);
            double distance = Instances.Distance(game, run.Model);
            if (distance * distance <= squaredDistance)
                return run.Round;
        }

        return int.MaxValue;
    }
}
