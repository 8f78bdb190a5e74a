using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Variational;

/// <summary>Checks D1 to D5 of extragradient.md, section 2, on its instance; variant (b) on a coupling that is not bilinear.</summary>
public sealed class AlpdTests
{
    private static readonly Lazy<IGame> LazyGame = new(() => Penalty().Create(TestProblems.Context(1)));

    private static IGame Game => LazyGame.Value;

    private static PrimalDualStructure Structure => Game.PrimalDual!;

    [Fact]
    public void D1_the_gap_stays_below_its_bound()
    {
        RoundRunner<double> run = Run(AlpdSchedule.Of(AlpdVariant.Safe, Structure));
        double smoothness = Structure.Smoothness + (Structure.Coupling * Structure.Coupling / Structure.Convexity);
        for (int k = 1; k <= 1000; k++)
        {
            run.RunAll(2);
            Assert.Equal(k, run.Iterations);
            double bound = ((2 * smoothness * 4) + (Structure.Convexity * 4)) / (k * (k + 3.0));
            Assert.InRange(Game.Gap(run.Model)!.Value, 0, bound);
        }
    }

    [Theory]
    [InlineData(AlpdVariant.Safe, 15.99, 1.980, 0.0986, 7.16e-3, 6.42e-4, 7.14e-5)]
    [InlineData(AlpdVariant.Published, 8.23, 1.134, 0.0457, 4.12e-3, 3.69e-4, 4.10e-5)]
    [InlineData(AlpdVariant.Unaccelerated, 17.99, 3.171, 0.358, 1.55e-2, 9.44e-4, 1.01e-4)]
    public void D2_the_recorded_gaps_come_out(AlpdVariant variant, params double[] recorded)
    {
        RoundRunner<double> run = Run(AlpdSchedule.Of(variant, Structure));
        int[] counts = [10, 30, 100, 300, 1000, 3000];
        for (int i = 0; i < counts.Length; i++)
        {
            run.RunAll((2 * counts[i]) - run.Round);
            Assert.Equal(recorded[i], Game.Gap(run.Model)!.Value, 0.01 * recorded[i]);
        }
    }

    [Fact]
    public void D2_the_recorded_gaps_come_out_with_a_weak_coupling()
    {
        IGame weak = (Penalty() with { CouplingScale = 0.02, LinearScale = 20 }).Create(TestProblems.Context(1));
        double[] safe = [0.2203, 0.02874, 2.76e-3, 3.12e-4];
        double[] plain = [0.2382, 0.03089, 2.96e-3, 3.35e-4];
        RoundRunner<double> accelerated = Instances.Run(weak, Create(weak, AlpdSchedule.Of(AlpdVariant.Safe, weak.PrimalDual!)));
        RoundRunner<double> unaccelerated = Instances.Run(weak, Create(weak, AlpdSchedule.Of(AlpdVariant.Unaccelerated, weak.PrimalDual!)));
        int[] counts = [10, 30, 100, 300];
        for (int i = 0; i < counts.Length; i++)
        {
            accelerated.RunAll((2 * counts[i]) - accelerated.Round);
            unaccelerated.RunAll((2 * counts[i]) - unaccelerated.Round);
            Assert.Equal(safe[i], weak.Gap(accelerated.Model)!.Value, 0.01 * safe[i]);
            Assert.Equal(plain[i], weak.Gap(unaccelerated.Model)!.Value, 0.01 * plain[i]);
        }
    }

    [Fact]
    public void D3_the_gap_falls_as_the_square_of_the_iterations()
    {
        RoundRunner<double> run = Run(AlpdSchedule.Of(AlpdVariant.Safe, Structure));
        run.RunAll(600);
        double early = Game.Gap(run.Model)!.Value;
        run.RunAll(5400);
        double late = Game.Gap(run.Model)!.Value;
        Assert.True(Math.Log(late / early) / Math.Log(10) <= -1.9);
    }

    [Fact]
    public void D4_with_f_0_it_is_the_method_of_chambolle_and_pock()
    {
        const int N = 6;
        const int P = 4;
        const double Mu = 0.7;
        var stream = new RandomStream(5, RandomPurpose.Noise);
        double[] a = new double[P * N];
        double[] b = new double[P];
        double[] start = new double[N + P];
        stream.FillNormal<double>(a);
        stream.FillNormal<double>(b);
        stream.FillNormal<double>(start);
        var set = FeasibleSet.Balls((N, 1), (P, 2));
        set.Project<double>(start);
        var structure = new PrimalDualStructure(N, Mu, () => 0, () => Math.Sqrt(VectorKernels.SumOfSquares<double>(a)));
        AlpdSchedule schedule = AlpdSchedule.Of(AlpdVariant.Safe, structure);
        var run = new RoundRunner<double>(new Alpd<double>(schedule, N, Mu, set), [new Coupling(a, b, Mu, N)], start);

        double[] x = start[..N];
        double[] y = start[N..];
        double[] extrapolated = [.. x];
        for (int t = 1; t <= 50; t++)
        {
            double tau = schedule.Tau(t);
            for (int j = 0; j < P; j++)
                y[j] = ((tau * y[j]) + VectorKernels.Dot<double>(a.AsSpan(j * N, N), extrapolated) - b[j]) / (tau + Mu);
            BallProjection.Project<double>(y, 2);
            double[] before = [.. x];
            for (int j = 0; j < P; j++)
                VectorKernels.Axpy(-y[j] / schedule.Eta(t), a.AsSpan(j * N, N), x);
            BallProjection.Project<double>(x, 1);
            for (int i = 0; i < N; i++)
                extrapolated[i] = x[i] + (schedule.Theta(t + 1) * (x[i] - before[i]));

            run.RunAll(2);
            Assert.True(VectorKernels.SquaredDistance<double>([.. x, .. y], run.Server("z")) < 1e-24);
        }
    }

    [Fact]
    public void D5_mixed_parameters_are_as_slow_as_recorded()
    {
        RoundRunner<double> run = Run(
            AlpdSchedule.Of(AlpdVariant.Safe, Structure) with { PrimalDecay = AlpdSchedule.Of(AlpdVariant.Published, Structure).PrimalDecay });
        foreach ((int count, double recorded) in new[] { (10, 8.16), (30, 1.638), (100, 4.835), (300, 3.115) })
        {
            run.RunAll((2 * count) - run.Round);
            Assert.Equal(recorded, Game.Gap(run.Model)!.Value, 0.01 * recorded);
        }
    }

    [Fact]
    public void A_linearised_g_does_about_as_well()
    {
        RoundRunner<double> run = Run(AlpdSchedule.Of(AlpdVariant.Linearised, Structure));
        run.RunAll(600);
        Assert.InRange(Game.Gap(run.Model)!.Value, 0, 2 * 7.16e-3);
    }

    [Fact]
    public void A_bilinear_game_has_the_form_too()
    {
        IGame game = new BilinearOptions { Dimension = 6, Lambda = 0.5, Generator = InstanceGenerator.Portable, InstanceSeed = 3 }.Create(TestProblems.Context(4));
        double square = (0.5 * 0.5) + (game.PrimalDual!.Coupling * game.PrimalDual.Coupling);
        Assert.Equal(game.Constants.Lipschitz * game.Constants.Lipschitz, square, 1e-9);
        RoundRunner<double> run = Instances.Run(game, new AlpdOptions().Create<double>(Instances.Setting(game)));
        run.RunAll(2000);
        Assert.True(Instances.Distance(game, run.Model) < 1e-3);
    }

    [Fact]
    public void A_game_without_the_form_is_refused()
    {
        RoundSetting setting = Instances.Setting(Instances.Q2);
        StarlingException refused = Assert.Throws<StarlingException>(() => new AlpdOptions().Create<double>(setting));
        Assert.Equal("STAR0108", refused.Error.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_job_takes_its_numbers_from_the_problem(int workers)
    {
        var job = RunDefinition.Parse($$"""
            { "algorithm": "alpd", "problem": { "kind": "quadratic-penalty", "dimension": 8, "rows": 5, "startSeed": 2 },
              "workers": { "count": {{workers}} }, "stop": { "rounds": 400 } }
            """);
        GameWork work = job.CreateWork(TestProblems.Context(workers));
        var plan = new ServerPlan<double>(job, work);
        RoundRunner<double> run = Instances.Run(work.Game, plan.Algorithm);
        double before = work.Game.Gap(run.Model)!.Value;
        run.RunAll(400);
        Assert.InRange(work.Game.Gap(run.Model)!.Value, 0, 0.01 * before);
    }

    [Fact]
    public void Inexact_steps_of_a_bilinear_coupling_are_exact_after_one_inner_step()
    {
        RoundRunner<double> plain = Run(AlpdSchedule.Of(AlpdVariant.Safe, Structure));
        RoundRunner<double> inexact = Instances.Run(Game, new InexactAlpd<double>(AlpdSchedule.Of(AlpdVariant.Inexact, Structure), Structure, 1, Game.Set));
        for (int t = 1; t <= 100; t++)
        {
            plain.RunAll(2);
            inexact.RunAll(3);
            Assert.Equal((t, t), (plain.Iterations, inexact.Iterations));
            Assert.True(VectorKernels.SquaredDistance(plain.Model, inexact.Model) < 1e-22);
        }
    }

    // D1 for a coupling that is not bilinear: L_xy in place of |A|. The starts are at most 2 away from anything.
    [Fact]
    public void Inexact_steps_keep_the_gap_of_quadratic_constraints_below_the_bound()
    {
        IGame game = Constraints();
        RoundRunner<double> run = Instances.Run(game, new AlpdOptions { Variant = AlpdVariant.Inexact, InnerSteps = 10 }.Create<double>(Instances.Setting(game)));
        PrimalDualStructure structure = game.PrimalDual!;
        double smoothness = structure.Smoothness + (structure.Coupling * structure.Coupling / structure.Convexity);
        double before = double.PositiveInfinity;
        for (int k = 10; k <= 1000; k *= 10)
        {
            run.RunAll((12 * k) - run.Round);
            Assert.Equal(k, run.Iterations);
            double gap = game.Gap(run.Model)!.Value;
            Assert.InRange(gap, 0, ((2 * smoothness * 4) + (structure.Convexity * 4)) / (k * (k + 3.0)));
            Assert.True(gap < before / 20);
            before = gap;
        }
    }

    [Fact]
    public void A_coupling_that_is_not_bilinear_needs_the_inexact_variant()
    {
        RoundSetting setting = Instances.Setting(Constraints());
        StarlingException refused = Assert.Throws<StarlingException>(() => new AlpdOptions().Create<double>(setting));
        Assert.Equal("STAR0108", refused.Error.Code);
        Assert.Contains("choose inexact", refused.Message, StringComparison.Ordinal);
    }

    // The guarantee of the safe steps at the saddle point: f(xbar, y*) - f(x*, ybar).
    [Theory]
    [InlineData(6, 6, 6)]
    [InlineData(3, 8, 5)]
    public void Robust_least_squares_stays_below_the_bound_also_with_nodes_of_different_sizes(params int[] rows)
    {
        const double Lambda = 3;
        NodeSamples[] nodes = [.. rows.Select((count, node) => new NodeSamples(4, TestProblems.Point(4 * count, (ulong)node), TestProblems.Point(count, (ulong)(node + 100))))];
        var game = new RobustLeastSquaresGame(nodes, Lambda);
        PrimalDualStructure structure = game.PrimalDual;
        Assert.Equal(rows.Distinct().Count() > 1, !structure.Curvatures.IsEmpty);
        double[] solution = game.Solution!.Value.ToArray();
        double bound = (2 * (structure.Smoothness + (structure.Coupling * structure.Coupling / structure.Convexity)) * VectorKernels.SumOfSquares<double>(solution.AsSpan(0, 4)))
            + (structure.Convexity * VectorKernels.SumOfSquares<double>(solution.AsSpan(4)));
        RoundRunner<double> run = Instances.Run(game, new AlpdOptions().Create<double>(Instances.Setting(game)));
        for (int k = 1; k <= 400; k++)
        {
            run.RunAll(2);
            Assert.InRange(Gap(run), -1e-13, bound / (k * (k + 3.0)));
        }

        foreach (AlpdVariant variant in (AlpdVariant[])[AlpdVariant.Published, AlpdVariant.Linearised, AlpdVariant.Unaccelerated, AlpdVariant.Inexact])
        {
            RoundRunner<double> other = Instances.Run(game, new AlpdOptions { Variant = variant, InnerSteps = 1 }.Create<double>(Instances.Setting(game)));
            double before = Gap(other);
            other.RunAll(1200);
            Assert.InRange(Gap(other), -1e-13, 1e-3 * before);
        }

        double Gap(RoundRunner<double> at)
        {
            double[] z = [.. at.Model];
            return Value([.. z[..4], .. solution[4..]]) - Value([.. solution[..4], .. z[4..]]);
        }

        double Value(double[] z)
        {
            double sum = 0;
            int position = 4;
            foreach (NodeSamples node in nodes)
            {
                for (int t = 0; t < node.Count; t++)
                {
                    double y = z[position++];
                    double miss = node.Dot(t, z.AsSpan(0, 4)) - y;
                    sum += ((miss * miss) - (Lambda * (y - node.Targets[t]) * (y - node.Targets[t]))) / (nodes.Length * (double)node.Count);
                }
            }

            return sum;
        }
    }

    [Fact]
    public void Slices_of_robust_least_squares_have_their_own_curvatures()
    {
        NodeSamples[] nodes = [new(2, TestProblems.Point(6, 1), TestProblems.Point(3, 2)), new(2, TestProblems.Point(10, 3), TestProblems.Point(5, 4))];
        var game = new RobustLeastSquaresGame(nodes, 2);
        IRoundAlgorithm<double> whole = new AlpdOptions().Create<double>(Instances.Setting(game));
        RoundRunner<double> run = Instances.Run(game, whole);
        run.RunAll(1);

        // The round at a server whose slices are 1, 4 and 5 numbers long: x is cut, and y.
        double[] zero = new double[10];
        double[] value = new double[10];
        new GameMetrics(game).Mean(zero, value);
        double[] pieced = new double[10];
        foreach ((int start, int length) in ((int, int)[])[(0, 1), (1, 4), (5, 5)])
        {
            VectorBuffer<double>[] server = [.. whole.Vectors.Server.Select(_ => new VectorBuffer<double>(length))];
            var aggregate = new VectorBuffer<double>(length);
            value.AsSpan(start, length).CopyTo(aggregate.Span);
            var round = new ServerRound<double>(whole.Vectors, server, [aggregate]) { Round = 0, Start = start, AcceptedCount = 2, WorkerCount = 2, Reductions = [] };
            whole.ServerStep(round);
            round.Server("point").CopyTo(pieced.AsSpan(start));
        }

        Assert.Equal(run.Server("point").ToArray(), pieced);
    }

    private static IGame Constraints() =>
        new QuadraticConstraintsOptions { Dimension = 12, Constraints = 4, Largest = 5, Generator = InstanceGenerator.Portable, InstanceSeed = 3, StartSeed = 5 }.Create(TestProblems.Context(3));

    private static QuadraticPenaltyOptions Penalty() => new() { Generator = InstanceGenerator.Portable, InstanceSeed = 19, StartSeed = 23 };

    private static RoundRunner<double> Run(AlpdSchedule schedule) => Instances.Run(Game, Create(Game, schedule));

    private static Alpd<double> Create(IGame game, AlpdSchedule schedule) => new(schedule, game.PrimalDual!.FirstLength, game.PrimalDual.Convexity, game.Set);

    /// <summary>F(x, y) = (A^T y, mu y + b - A x).</summary>
    private sealed class Coupling(double[] a, double[] b, double mu, int first) : ILocalOracle<double>
    {
        public int Dimension => first + b.Length;

        public int SampleCount => 0;

        public double Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient)
        {
            gradient.Clear();
            for (int j = 0; j < b.Length; j++)
            {
                ReadOnlySpan<double> row = a.AsSpan(j * first, first);
                VectorKernels.Axpy(point[first + j], row, gradient[..first]);
                gradient[first + j] = (mu * point[first + j]) + b[j] - VectorKernels.Dot(row, point[..first]);
            }

            return 0;
        }
    }
}
