using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Variational;

/// <summary>Checks P-1 to P-6 of compressed-vi.md, section 5.</summary>
public sealed class ProxSkipTests
{
    [Fact]
    public void P1_shifts_sum_to_zero()
    {
        IGame game = Instances.Q2;
        RoundRunner<double> run = Instances.Run(game, new ProxSkipGdaOptions().Create<double>(Instances.Setting(game)));
        for (int round = 0; round < 60; round++)
        {
            run.RunAll(1);
            double[] sum = new double[game.Dimension];
            for (int node = 0; node < game.Nodes; node++)
                VectorKernels.Axpy(1, run.State(node, "shift"), sum);
            Assert.True(sum.Max(Math.Abs) < 1e-10);
        }
    }

    [Fact]
    public void P2_rounds_to_1e6_are_as_recorded_and_a_twelfth_of_those_that_always_communicate()
    {
        IGame game = Instances.Q2;
        double[] rounds = [.. Enumerable.Range(1, 5).Select(seed => Rounds(game, new ProxSkipGdaOptions(), (ulong)seed))];
        Assert.All(rounds, count => Assert.InRange(count, 0.75 * 24, 1.25 * 32));
        Assert.True(rounds.Average() <= 35);
        double always = Rounds(game, new ProxSkipGdaOptions { Communicate = 1 }, 1);
        Assert.InRange(always, 474, 476);
        Assert.True(always >= 12 * rounds.Average());
    }

    [Theory]
    [InlineData(0.5, 247)]
    [InlineData(0.2, 97)]
    [InlineData(0.1, 46)]
    public void Rounds_follow_the_probability(double probability, int recorded) =>
        Assert.InRange(
            Enumerable.Range(1, 4).Average(seed => Rounds(Instances.Q2, new ProxSkipGdaOptions { Communicate = probability }, (ulong)seed)), 0.75 * recorded, 1.25 * recorded);

    [Fact]
    public void P3_there_is_no_floor_where_local_descent_ascent_has_one()
    {
        IGame game = Instances.Q2;
        RoundRunner<double> skip = Instances.Run(game, new ProxSkipGdaOptions().Create<double>(Instances.Setting(game)));
        skip.RunAll(200);
        Assert.True(Square(Instances.Distance(game, skip.Model)) <= 1e-12);

        RoundRunner<double> local = Instances.Run(
            game, new LocalSgdaOptions { Steps = 18, StepSize = 0.1 / game.Constants.Cocoercivity }.Create<double>(Instances.Setting(game)));
        local.RunAll(3000);
        Assert.InRange(Square(Instances.Distance(game, local.Model)), 0.97 * 5.79e-5, 1.03 * 5.79e-5);
        local = Instances.Run(game, new LocalSgdaOptions { Steps = 18, StepSize = 1 / game.Constants.Cocoercivity }.Create<double>(Instances.Setting(game)));
        local.RunAll(3000);
        Assert.InRange(Square(Instances.Distance(game, local.Model)), 0.97 * 4.25e-3, 1.03 * 4.25e-3);
    }

    [Fact]
    public void P4_with_p_1_it_is_descent_ascent()
    {
        IGame game = Instances.Q2;
        double gamma = 1 / game.Constants.Cocoercivity;
        RoundRunner<double> skip = Instances.Run(game, new ProxSkipGdaOptions { StepSize = gamma, Communicate = 1 }.Create<double>(Instances.Setting(game)));
        RoundRunner<double> plain = Instances.Run(game, new GradientDescentAscent<double>(new GradientDescentAscentOptions(), gamma, null));
        for (int round = 0; round < 300; round++)
        {
            skip.RunAll(1);
            plain.RunAll(1);
            Assert.True(VectorKernels.SquaredDistance(skip.Model, plain.Model) < 1e-24 * 400);
        }
    }

    [Fact]
    public void P5_variance_reduction_reaches_what_stochastic_operators_do_not()
    {
        IGame game = Instances.Q1;
        double rounds = Rounds(game, new ProxSkipLsvrgdaOptions(), 1);
        Assert.InRange(rounds, 100, 260);
        RoundRunner<double> noisy = Instances.Run(game, new ProxSkipSgdaOptions().Create<double>(Instances.Setting(game)));
        noisy.RunAll(400);
        Assert.True(Square(Instances.Distance(game, noisy.Model)) > 1e-2);
    }

    [Fact]
    public void P6_the_solution_with_its_operators_as_shifts_is_a_fixed_point()
    {
        IGame game = Instances.Q2;
        double[] solution = game.Solution!.Value.ToArray();
        var run = new RoundRunner<double>(
            new ProxSkipGdaOptions().Create<double>(Instances.Setting(game)), [.. Enumerable.Range(0, game.Nodes).Select(node => new OperatorOracle(game.Local(node)))], solution);
        for (int node = 0; node < game.Nodes; node++)
            game.Local(node).Evaluate(solution, [], run.State(node, "shift"));
        run.RunAll(50);
        Assert.True(VectorKernels.SquaredDistance<double>(run.Model, solution) < 1e-20);
    }

    // R1, whose nodes know parts of y only, so that steps are given: recorded rounds 50, 35 and 41, 49, iterations 478, 271 and 266, 318.
    [Theory]
    [InlineData(0.05102, 0.1118, 35, 50, 271, 478)]
    [InlineData(0.10204, 0.1581, 41, 49, 266, 318)]
    public void Rounds_on_robust_least_squares_are_as_recorded(double gamma, double probability, int leastRounds, int mostRounds, int leastIterations, int mostIterations)
    {
        var options = new RobustLeastSquaresOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 17 };
        IGame game = options.Create(TestProblems.Context(20));
        for (ulong seed = 1; seed <= 4; seed++)
        {
            RoundRunner<double> run = Instances.Run(
                game, new ProxSkipGdaOptions { StepSize = gamma, Communicate = probability }.Create<double>(Instances.Setting(game, seed)), seed);
            long iterations = Instances.IterationsTo(game, run, 1e-3, 500);
            Assert.InRange(run.Round, 0.75 * leastRounds, 1.25 * mostRounds);
            Assert.InRange(iterations, 0.75 * leastIterations, 1.25 * mostIterations);
        }
    }

    [Fact]
    public void The_constants_of_the_games_are_those_that_step_sizes_were_recorded_with()
    {
        Assert.Equal(1.6452904, Instances.Q2.Constants.Cocoercivity, 1e-6);
        Assert.Equal(0.005, Instances.Q2.Constants.StrongMonotonicity, 1e-9);
        Assert.Equal(1.202176, Instances.Q1.Constants.Cocoercivity, 1e-5);
        Assert.Equal(72.4621, Instances.Q1.Constants.SampleCocoercivity, 1e-3);
    }

    private static int Rounds(IGame game, ProxSkipOptions options, ulong seed)
    {
        RoundRunner<double> run = Instances.Run(game, options.Create<double>(Instances.Setting(game, seed)), seed);
        while (run.Round < 2000)
        {
            run.RunAll(1);
            if (Square(Instances.Distance(game, run.Model)) <= 1e-6)
                return run.Round;
        }

        return -1;
    }

    private static double Square(double value) => value * value;
}
