using System.Numerics;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Events;

public sealed class DadaoTests
{
    [Fact]
    public void The_flow_over_a_unit_of_time_is_the_recorded_matrix()
    {
        double[,] expected =
        {
            { 0.99123883, 0.00876117, 0, 0, 0, 0 },
            { 0.00876117, 0.99123883, 0, 0, 0, 0 },
            { -0.00009069, -0.03065409, 0.92135087, 0.01715956, -0.06112759, -0.00036197 },
            { -0.01537239, -3.44728523, -6.86382567, 0.93851044, -6.86400666, -0.06130858 },
            { 0, 0, 0, 0, 0.98255465, 0.01744535 },
            { 0, 0, 0, 0, 0.00872268, 0.99127732 },
        };
        var dadao = new Dadao<double>(DadaoConstants.Of(smoothness: 100, strongConvexity: 1, chi1: 1));
        for (int column = 0; column < 6; column++)
        {
            var state = new NodeState<double>(6, 1);
            state[column][0] = 1;
            dadao.Advance(state, 1);
            for (int row = 0; row < 6; row++)
                Assert.Equal(expected[row, column], state[row][0], 5.1e-9);
        }
    }

    // The closed form has to agree with the exponential whatever kappa and the time.
    [Theory]
    [InlineData(1.5)]
    [InlineData(100)]
    [InlineData(10000)]
    public void The_flow_is_the_exponential_of_its_matrix(double kappa)
    {
        var constants = DadaoConstants.Of(kappa, 1, 1);
        var dadao = new Dadao<double>(constants);
        foreach (double time in new[] { 1e-4, 0.03, 1, 17, 300 })
        {
            decimal[,] exact = DadaoMatrix.Exponential(constants, time);
            double scale = (double)exact.Cast<decimal>().Max(Math.Abs);
            for (int column = 0; column < 6; column++)
            {
                var state = new NodeState<double>(6, 1);
                state[column][0] = 1;
                dadao.Advance(state, time);
                for (int row = 0; row < 6; row++)
                    Assert.Equal((double)exact[row, column], state[row][0], 2e-13 * Math.Max(1, scale));
            }
        }
    }

    // A1: the recorded runs, replayed with their generator.
    [Theory]
    [InlineData(QuadraticSpectrum.Shared, "cycle", 1UL, 1000.919, 15904, 39759)]
    [InlineData(QuadraticSpectrum.Shared, "cycle", 2UL, 995.297, 15897, 39664)]
    [InlineData(QuadraticSpectrum.Shared, "cycle", 3UL, 995.195, 15864, 39753)]
    [InlineData(QuadraticSpectrum.Shared, "line", 1UL, 990.250, 15755, 75395)]
    [InlineData(QuadraticSpectrum.Shared, "grid", 1UL, 1003.987, 16064, 26313)]
    [InlineData(QuadraticSpectrum.Shared, "complete", 1UL, 1090.196, 17481, 11563)]
    [InlineData(QuadraticSpectrum.Shared, "star", 1UL, 1118.932, 17826, 16874)]
    [InlineData(QuadraticSpectrum.Rotated, "cycle", 1UL, 793.817, 12625, 31561)]
    [InlineData(QuadraticSpectrum.Rotated, "line", 1UL, 784.813, 12422, 59958)]
    [InlineData(QuadraticSpectrum.Rotated, "grid", 1UL, 806.312, 12941, 21141)]
    [InlineData(QuadraticSpectrum.Rotated, "complete", 1UL, 873.430, 14100, 9325)]
    [InlineData(QuadraticSpectrum.Rotated, "star", 1UL, 869.354, 13920, 13147)]
    public void A1_a_recorded_seed_hits_at_the_recorded_event(QuadraticSpectrum spectrum, string graph, ulong seed, double time, long gradients, long activations)
    {
        var run = new DadaoRun(Quadratic(spectrum), Rates(graph), new SplitMix64(seed));

        Assert.True(run.Reach(1e-6));
        Assert.Equal(time, run.Runner.Time, 0.1);
        Assert.InRange(run.Runner.Gradients, gradients - 3, gradients + 3);
        Assert.InRange(run.Runner.Activations, activations - 3, activations + 3);
    }

    // A1 with the product's own generator, to 1e-12 as well: means of five seeds within four percent of the recorded ones.
    [Theory]
    [InlineData(QuadraticSpectrum.Shared, "cycle", 995, 39481, 1960, 78202)]
    [InlineData(QuadraticSpectrum.Shared, "complete", 1118, 11834, 2170, 23066)]
    [InlineData(QuadraticSpectrum.Rotated, "grid", 806, 21138, 1758, 46340)]
    [InlineData(QuadraticSpectrum.Rotated, "star", 879, 13170, 1880, 28275)]
    public void A1_other_generators_need_as_much(
        QuadraticSpectrum spectrum, string graph, double gradients, double activations, double gradientsTo12, double activationsTo12)
    {
        double[] sums = new double[4];
        const int Seeds = 5;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var run = new DadaoRun(Quadratic(spectrum), Rates(graph), new EventUniforms(seed));
            Assert.True(run.Reach(1e-6));
            sums[0] += run.Runner.Gradients / 16.0 / Seeds;
            sums[1] += run.Runner.Activations / (double)Seeds;
            Assert.True(run.Reach(1e-12));
            sums[2] += run.Runner.Gradients / 16.0 / Seeds;
            sums[3] += run.Runner.Activations / (double)Seeds;
        }

        double[] recorded = [gradients, activations, gradientsTo12, activationsTo12];
        for (int k = 0; k < recorded.Length; k++)
            Assert.InRange(sums[k], 0.96 * recorded[k], 1.04 * recorded[k]);
    }

    // A2: ln e falls along a straight line of slope 1.4 to 1.8 times eta, whatever the condition.
    [Theory]
    [InlineData("cycle", 2.0)]
    [InlineData("cycle", 100.0)]
    [InlineData("cycle", 1000.0)]
    [InlineData("complete", 2.0)]
    [InlineData("complete", 100.0)]
    [InlineData("complete", 1000.0)]
    public void A2_the_rate_is_linear(string graph, double kappa)
    {
        var run = new DadaoRun(Quadratic(QuadraticSpectrum.Shared, kappa), Rates(graph), new EventUniforms(1));
        double eta = run.Algorithm.Constants.Eta;
        Assert.True(run.Reach(1e-4));
        double time = run.Runner.Time;
        double error = run.Error;
        run.RunUntil(time + (12 / eta));
        double slope = Math.Log(error / run.Error) / (run.Runner.Time - time) / eta;

        Assert.InRange(slope, 1.4, 1.8);
    }

    [Fact]
    public void A2_gradients_grow_with_the_root_of_the_condition()
    {
        double[] perRoot = [.. new[] { 100.0, 1000, 10000 }.Select(kappa =>
        {
            var run = new DadaoRun(Quadratic(QuadraticSpectrum.Shared, kappa), Rates("cycle"), new EventUniforms(1));
            Assert.True(run.Reach(1e-6));
            return run.Runner.Gradients / 16.0 / Math.Sqrt(kappa);
        })];

        Assert.All(perRoot, value => Assert.InRange(value, 99 * 0.96, 99 * 1.04));
    }

    [Fact]
    public void A3_sums_over_the_nodes_stay_zero_and_the_run_ends_where_it_should()
    {
        IDistributedProblem problem = Quadratic(QuadraticSpectrum.Rotated);
        var run = new DadaoRun(problem, Rates("cycle"), new EventUniforms(1));
        double largest = 0;
        while (run.Runner.Time < 3000)
        {
            run.RunUntil(run.Runner.Time + 50);
            largest = Math.Max(largest, run.Runner.Nodes.Max(node => VectorKernels.Norm2<double>(node[5])));
        }

        run.Runner.AdvanceAll();
        for (int k = 0; k < 10; k++)
        {
            Assert.Equal(0, run.Runner.Nodes.Sum(node => node[4][k]), 1e-8 * largest);
            Assert.Equal(0, run.Runner.Nodes.Sum(node => node[5][k]), 1e-8 * largest);
            Assert.Equal(0, run.Runner.Nodes.Sum(node => node[4][k]), 1e-10);
        }

        double nu = run.Algorithm.Constants.Nu;
        ReadOnlySpan<double> solution = problem.Solution!.Point.Span;
        double[] gradient = new double[10];
        for (int i = 0; i < 16; i++)
        {
            problem.Local(i).Gradient(solution, gradient);
            NodeState<double> node = run.Runner.Nodes[i];
            for (int k = 0; k < 10; k++)
            {
                Assert.Equal(solution[k], node[0][k], 1e-9);
                Assert.Equal(gradient[k] - (nu * solution[k]), node[2][k], 1e-7);
                Assert.Equal(-gradient[k], node[4][k], 1e-7);
            }
        }
    }

    [Fact]
    public void A3_at_rest_nothing_moves()
    {
        IDistributedProblem problem = Quadratic(QuadraticSpectrum.Rotated);
        var dadao = new Dadao<double>(DadaoConstants.Of(100, 1, 2.6));
        NodeState<double>[] nodes = [.. Enumerable.Range(0, 2).Select(i => AtRest(problem, i, dadao.Constants.Nu))];
        double[][] before = [.. nodes.SelectMany(node => Enumerable.Range(0, 6).Select(vector => node[vector].ToArray()))];
        double[] gradient = new double[10];
        double[][] messages = [new double[10], new double[10]];
        for (int i = 0; i < 2; i++)
        {
            var oracle = new ProblemNodeOracle(problem.Local(i));
            dadao.Advance(nodes[i], 3.5);
            oracle.Gradient(dadao.GradientPoint(nodes[i]), 0, gradient);
            dadao.ApplyGradient(nodes[i], gradient);
            dadao.Compose(nodes[i], oracle, messages[i]);
        }

        dadao.Apply(nodes[0], 0, messages[0], messages[1]);
        dadao.Apply(nodes[1], 0, messages[1], messages[0]);
        double[][] after = [.. nodes.SelectMany(node => Enumerable.Range(0, 6).Select(vector => node[vector].ToArray()))];
        foreach ((double[] old, double[] now) in before.Zip(after))
        {
            for (int k = 0; k < old.Length; k++)
                Assert.Equal(old[k], now[k], 1e-10);
        }
    }

    [Fact]
    public void A3_the_flow_keeps_two_means_and_events_touch_what_they_may()
    {
        var dadao = new Dadao<double>(DadaoConstants.Of(100, 1, 2.6));
        DadaoConstants c = dadao.Constants;
        var state = new NodeState<double>(6, 7);
        var stream = new RandomStream(1, RandomPurpose.Noise);
        for (int vector = 0; vector < 6; vector++)
            stream.FillNormal(state[vector]);
        double[][] start = Copy(state);

        dadao.Advance(state, 2.5);
        double[][] advanced = Copy(state);
        for (int k = 0; k < 7; k++)
        {
            Assert.Equal((c.EtaTilde * start[0][k]) + (c.Eta * start[1][k]), (c.EtaTilde * state[0][k]) + (c.Eta * state[1][k]), 1e-15);
            Assert.Equal((c.AlphaTilde * start[4][k]) + (c.Alpha * start[5][k]), (c.AlphaTilde * state[4][k]) + (c.Alpha * state[5][k]), 1e-15);
        }

        dadao.Apply(state, 0, start[0], start[1]);
        double[][] swapped = Copy(state);
        Assert.Equal(advanced[..4], swapped[..4]);
        Assert.NotEqual(advanced[4], swapped[4]);
        Assert.NotEqual(advanced[5], swapped[5]);

        dadao.ApplyGradient(state, start[2]);
        double[][] stepped = Copy(state);
        Assert.Equal([swapped[2], swapped[4], swapped[5]], [stepped[2], stepped[4], stepped[5]]);
        Assert.NotEqual(swapped[0], stepped[0]);
    }

    // Whole registers, parts of them, and less than one; and a state that is brought near, which changes nothing.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(100)]
    public void A_swap_in_one_pass_has_the_bits_of_its_parts(int dimension)
    {
        SwapBothWays<double>(dimension);
        SwapBothWays<float>(dimension);
    }

    [Fact]
    public void A_swap_without_a_flow_before_it_is_left_to_its_parts()
    {
        var dadao = new Dadao<double>(DadaoConstants.Of(100, 1, 2.6));
        NodeState<double>[] ends = [State<double>(5, 1), State<double>(5, 2)];
        double[][] before = [.. ends.SelectMany(Copy)];
        ends[1].Time = 2;

        Assert.False(dadao.TrySwap(ends[0], ends[1], 2, null, null));
        Assert.Equal(before, ends.SelectMany(Copy));
        Assert.Equal(0, ends[0].Time);
    }

    // A4: more swaps than nominal gain nothing, a few less are fine as long as beta~ stays, many less blow up.
    [Theory]
    [InlineData("cycle", 2.0, false, 986, 996)]
    [InlineData("cycle", 4.0, true, 982, 993)]
    [InlineData("cycle", 0.95, false, 990, 996)]
    [InlineData("cycle", 0.85, true, 1014, 1021)]
    [InlineData("complete", 0.95, false, 1108, 1142)]
    [InlineData("grid", 0.95, false, 1001, 1013)]
    public void A4_rates_near_the_nominal_ones_work(string graph, double factor, bool keepsStep, double from, double to)
    {
        EdgeRates nominal = Rates(graph);
        for (ulong seed = 1; seed <= (factor < 2 ? 3UL : 2UL); seed++)
        {
            var run = new DadaoRun(Quadratic(QuadraticSpectrum.Shared), nominal.Times(factor), new SplitMix64(seed), keepsStep ? nominal : null);
            Assert.True(run.Reach(1e-6));
            Assert.InRange(run.Runner.Gradients / 16.0, from - 1, to + 1);
        }
    }

    [Theory]
    [InlineData("cycle", 0.8, false)]
    [InlineData("cycle", 0.5, true)]
    [InlineData("grid", 0.8, false)]
    [InlineData("grid", 0.6, true)]
    [InlineData("complete", 0.75, false)]
    [InlineData("complete", 0.6, true)]
    public void A4_too_few_swaps_blow_up(string graph, double factor, bool keepsStep)
    {
        EdgeRates nominal = Rates(graph);
        var run = new DadaoRun(Quadratic(QuadraticSpectrum.Shared), nominal.Times(factor), new EventUniforms(1), keepsStep ? nominal : null);
        Assert.False(run.Reach(1e-6));
    }

    [Theory]
    [InlineData("cycle", 224, 8800)]
    [InlineData("line", 221.5, 16840)]
    [InlineData("grid", 228.5, 5862)]
    [InlineData("complete", 248.5, 2614)]
    public void A5_logistic_regression_needs_as_much_as_recorded(string graph, double gradients, double activations)
    {
        double[] sums = new double[2];
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var run = new DadaoRun(TestProblems.Logistic(), Rates(graph), new EventUniforms(seed));
            Assert.True(run.Reach(1e-6));
            sums[0] += run.Runner.Gradients / 16.0 / 3;
            sums[1] += run.Runner.Activations / 3.0;
        }

        Assert.InRange(sums[0], 0.95 * gradients, 1.05 * gradients);
        Assert.InRange(sums[1], 0.95 * activations, 1.05 * activations);
    }

    // A6: with noise of deviation s the error stays at a floor that goes with s^2.
    [Theory]
    [InlineData(10, 1.4e-2, 1.7e-2)]
    [InlineData(100, 0.9e-3, 1.3e-3)]
    public void A6_noise_leaves_a_floor_that_is_its_square(double kappa, double from, double to)
    {
        double[] floors = [.. new[] { 0.1, 1.0 }.Select(deviation => Floor(kappa, deviation) / (deviation * deviation))];

        Assert.All(floors, floor => Assert.InRange(floor, 0.75 * from, 1.25 * to));
        Assert.InRange(floors[1] / floors[0], 0.75, 1.25);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_one_does_not()
    {
        double[][] Run(ulong seed)
        {
            var run = new DadaoRun(Quadratic(QuadraticSpectrum.Rotated), Rates("grid"), new EventUniforms(seed));
            run.RunUntil(50);
            run.Runner.AdvanceAll();
            return [.. run.Runner.Nodes.Select(node => node[0].ToArray())];
        }

        Assert.Equal(Run(3), Run(3));
        Assert.NotEqual(Run(3), Run(4));
    }

    [Fact]
    public void Errors_of_1e_20_are_reached()
    {
        var run = new DadaoRun(Quadratic(QuadraticSpectrum.Shared), Rates("complete"), new EventUniforms(1));
        Assert.True(run.Reach(1e-20));
    }

    [Fact]
    public void Events_do_not_allocate()
    {
        var run = new DadaoRun(Quadratic(QuadraticSpectrum.Shared), Rates("cycle"), new EventUniforms(1));
        run.RunUntil(5);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int k = 0; k < 1000; k++)
            run.Runner.Step();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(0.0, 100.0, "mu > 0")]
    [InlineData(1.0, 1.0, "above")]
    [InlineData(2.0, 1.0, "above")]
    public void What_it_cannot_do_is_refused(double mu, double l, string reason)
    {
        Graph graph = new CycleOptions().Create(4, 1);
        var setting = new DecentralizedSetting
        {
            Graph = graph, Rates = UniformRates.Of(graph), Mixing = MixingMatrix.Of(graph), Dimension = 3, StrongConvexity = mu, Smoothness = l,
        };

        Assert.Equal(ErrorCatalog.ProblemIllPosed, new DadaoOptions().Refuse(setting)!.Error);
        Assert.Contains(reason, new DadaoOptions().Refuse(setting)!.Message, StringComparison.Ordinal);
        Assert.Null(new DadaoOptions { StrongConvexity = 0.5, Smoothness = 7 }.Refuse(setting));
        Assert.Equal(ErrorCatalog.ImpossibleCombination, new DadaoOptions().Refuse(setting with { StrongConvexity = null })!.Error);
        Assert.Equal(ErrorCatalog.ImpossibleCombination, new DadaoOptions().Refuse(setting with { StrongConvexity = 1, Smoothness = 2, Regulariser = Regularisers.L1(0.1) })!.Error);
    }

    private static void SwapBothWays<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dadao = new Dadao<T>(DadaoConstants.Of(100, 1, 2.6));
        NodeState<T>[] parts = [State<T>(dimension, 1), State<T>(dimension, 2)];
        NodeState<T>[] pass = [State<T>(dimension, 1), State<T>(dimension, 2)];
        NodeState<T> coming = State<T>(dimension, 3);
        T[][] messages = [new T[dimension], new T[dimension]];
        for (int k = 1; k <= 3; k++)
        {
            for (int end = 0; end < 2; end++)
            {
                dadao.Advance(parts[end], k * 0.7);
                dadao.Compose(parts[end], null!, messages[end]);
            }

            dadao.Apply(parts[0], 0, messages[0], messages[1]);
            dadao.Apply(parts[1], 0, messages[1], messages[0]);
            Assert.True(dadao.TrySwap(pass[0], pass[1], k * 0.7, coming, k == 2 ? coming : null));
            dadao.Advance(parts[1], (k * 0.7) + 0.1);
            dadao.Advance(pass[1], (k * 0.7) + 0.1, coming);
        }

        for (int end = 0; end < 2; end++)
        {
            Assert.Equal(Copy(parts[end]), Copy(pass[end]));
            Assert.Equal(parts[end].Time, pass[end].Time);
        }

        Assert.Equal(Copy(State<T>(dimension, 3)), Copy(coming));
    }

    private static NodeState<T> State<T>(int dimension, int participant)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var state = new NodeState<T>(6, dimension);
        var stream = new RandomStream(1, RandomPurpose.Noise, participant);
        for (int vector = 0; vector < 6; vector++)
            stream.FillNormal(state[vector]);
        return state;
    }

    private static double Floor(double kappa, double deviation)
    {
        const ulong Seeds = 4;
        IDistributedProblem exact = Quadratic(QuadraticSpectrum.Shared, kappa);
        double floor = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
            floor += Floor(exact, deviation, seed) / Seeds;
        return floor;
    }

    private static double Floor(IDistributedProblem exact, double deviation, ulong seed)
    {
        var run = new DadaoRun(new NoisyGradients(exact, deviation, seed), Rates("cycle"), new EventUniforms(seed));
        run.RunUntil(2000);
        double square = VectorKernels.SumOfSquares(exact.Solution!.Point.Span);
        double sum = 0;
        int count = 0;
        for (double time = 2000; time < 4000; time += 1, count++)
        {
            run.RunUntil(time);
            sum += run.Error * square;
        }

        return sum / count;
    }

    private static NodeState<double> AtRest(IDistributedProblem problem, int node, double nu)
    {
        var state = new NodeState<double>(6, 10);
        ReadOnlySpan<double> solution = problem.Solution!.Point.Span;
        double[] gradient = new double[10];
        problem.Local(node).Gradient(solution, gradient);
        for (int k = 0; k < 10; k++)
        {
            state[0][k] = state[1][k] = solution[k];
            state[2][k] = state[3][k] = gradient[k] - (nu * solution[k]);
            state[4][k] = state[5][k] = -gradient[k];
        }

        return state;
    }

    private static T[][] Copy<T>(NodeState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. Enumerable.Range(0, 6).Select(vector => state[vector].ToArray())];

    private static IDistributedProblem Quadratic(QuadraticSpectrum spectrum, double kappa = 100) =>
        new QuadraticOptions { Spectrum = spectrum, Condition = kappa }.Create(TestProblems.Context(16));

    private static EdgeRates Rates(string graph) => UniformRates.Of(((TopologyOptions)(graph switch
    {
        "cycle" => new CycleOptions(),
        "line" => new LineOptions(),
        "grid" => new GridOptions(),
        "complete" => new CompleteOptions(),
        "star" => new StarOptions(),
        _ => throw new ArgumentOutOfRangeException(nameof(graph)),
    })).Create(16, 1));
}
