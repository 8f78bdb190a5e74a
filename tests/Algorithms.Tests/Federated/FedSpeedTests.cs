using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

/// <summary>The acceptance checks of the FedSpeed specification, section 8, by number.</summary>
public sealed class FedSpeedTests
{
    private static readonly FedSpeedOptions Plain = Quadratics.Settings(new FedSpeedOptions { Prox = 1, Rho = 0 });

    public static TheoryData<string, FedSpeedOptions, double[]> Golden => new()
    {
        {
            "lambda 1, rho 0, all", Plain,
            [-0.3555200000, 0.6723200000, -0.4769121280, 0.7077378176, -0.4945305586, 0.5803247282, -0.5, 0.4]
        },
        {
            "lambda 1, rho 0, active", Plain with { Server = DualMean.Active },
            [-0.3555200000, 0.6723200000, -0.4769121280, 0.7077378176, -0.4945305586, 0.5803247282, -0.5, 0.4]
        },
        {
            "lambda 10, rho 0", Plain with { Prox = 0.1 },
            [-0.4149349220, 0.8028982820, -0.5259158228, 0.9253763209, -0.4632602267, 0.7467244645, -0.5, 0.4]
        },
        {
            "lambda 1, rho 0.1 raw, alpha 0.5", Plain with { Rho = 0.1, Alpha = 0.5, Ascent = AscentMode.Raw },
            [-0.3849173551, 0.6990774999, -0.5050490288, 0.6996345400, -0.5183222505, 0.5483064317, -8.0 / 15, 14.0 / 39]
        },
        {
            "lambda 1, rho 0.1 normalised, alpha 1", Plain with { Rho = 0.1 },
            [-0.3643493474, 0.6975570099, -0.5051303067, 0.6922686017, -0.5287845532, 0.5441130980, -0.53066025, 0.36033002]
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Check_1_golden_values_of_Q2(string name, FedSpeedOptions options, double[] expected)
    {
        RoundRunner<double> run = Quadratics.Start(options);
        for (int round = 0; round < 3; round++)
        {
            run.RunAll(1);
            Quadratics.Near(expected[(2 * round)..(2 * round + 2)], run.Model, 1e-9);
        }

        // The last row of the table is given to eight digits.
        Quadratics.Near(expected[6..], Quadratics.Limit(run), name.Contains("normalised", StringComparison.Ordinal) ? 1e-8 : 1e-9);
    }

    [Fact]
    public void Check_1_the_first_round_moves_twice_the_mean_update_of_FedProx()
    {
        RoundRunner<double> fedSpeed = Quadratics.Start(Plain);
        RoundRunner<double> fedProx = Quadratics.Start(Plain with { Correction = false });
        fedSpeed.RunAll(1);
        fedProx.RunAll(1);

        Assert.Equal(2 * fedProx.Model[0], fedSpeed.Model[0]);
        Assert.Equal(2 * fedProx.Model[1], fedSpeed.Model[1]);

        // And FedProx (mu 1) is the specification's row of it.
        Quadratics.Near([-0.17776, 0.33616], fedProx.Model, 1e-9);
    }

    [Theory]
    [InlineData(1, 0.1, 2)]
    [InlineData(5, 0.1, 10)]
    [InlineData(50, 0.1, 0.3)]
    [InlineData(7, 0.5, 0.26)]
    public void Check_2_identities_of_the_update(int steps, double eta, double lambda)
    {
        var stream = new RandomStream(7, RandomPurpose.Noise);
        double[] a = [Math.Abs(stream.NextNormal()), Math.Abs(stream.NextNormal()), Math.Abs(stream.NextNormal())];
        double[] b = [stream.NextNormal(), stream.NextNormal(), stream.NextNormal()];
        double[] x = [stream.NextNormal(), stream.NextNormal(), stream.NextNormal()];
        double[] old = [stream.NextNormal(), stream.NextNormal(), stream.NextNormal()];
        FedSpeedOptions options = Plain with { Prox = 1 / lambda, LearningRate = eta, LocalSteps = steps };
        var oracle = new RecordingOracle(new QuadraticOracle<double>(a, b));
        var run = new RoundRunner<double>(options.Create<double>(), [oracle], x);
        old.CopyTo(run.State(0, "correction"));
        run.RunAll(1);

        double keep = 1 - (eta / lambda);
        double gamma = 1 - Math.Pow(keep, steps);
        for (int j = 0; j < 3; j++)
        {
            double weighted = 0;
            for (int k = 0; k < steps; k++)
                weighted += eta / lambda * Math.Pow(keep, steps - 1 - k) * oracle.Gradients[k][j];

            double delta = -lambda * (weighted - (gamma * old[j]));
            double scale = Math.Max(1, Math.Abs(delta));

            // One worker: hbar = D, so x_1 = x_0 + 2 D.
            Assert.Equal(x[j] + (2 * delta), run.Model[j], 1e-12 * scale);
            Assert.Equal(((1 - gamma) * old[j]) + weighted, run.State(0, "correction")[j], 1e-12 * scale);
        }
    }

    [Fact]
    public void Check_2_example_of_client_1()
    {
        var run = new RoundRunner<double>((Plain with { Prox = 0.5 }).Create<double>(), [Quadratics.Oracles()[0]], [0.3, -0.2]);
        ((double[])[0.7, 0.1]).CopyTo(run.State(0, "correction"));
        run.RunAll(1);

        Quadratics.Near([0.4403958125, 0.00503284375], run.State(0, "correction"), 1e-12);
    }

    [Theory]
    [InlineData(DualMean.All, new[] { 0, 1 })]
    [InlineData(DualMean.All, new[] { 0 })]
    [InlineData(DualMean.All, new[] { 1 })]
    [InlineData(DualMean.Active, new[] { 0, 1 })]
    public void Check_3_the_solution_is_a_fixed_point(DualMean server, int[] participants)
    {
        RoundRunner<double> run = AtSolution(server);
        run.Run(participants);

        Quadratics.Near(Quadratics.Solution, run.Model, 1e-14);
    }

    [Fact]
    public void Check_3_with_active_duals_a_part_of_the_workers_moves_away_from_the_solution()
    {
        RoundRunner<double> run = AtSolution(DualMean.Active);
        run.Run([0]);

        Assert.True(Math.Abs(run.Model[0] - Quadratics.Solution[0]) > 0.1);
    }

    [Fact]
    public void Check_4_the_limit_under_the_raw_perturbation()
    {
        const double Alpha = 0.7;
        const double Rho = 0.05;
        double[] limit = Quadratics.Limit(Quadratics.Start(Plain with { Rho = Rho, Alpha = Alpha, Ascent = AscentMode.Raw }));

        for (int j = 0; j < 2; j++)
        {
            double residual = Quadratics.Curvatures.Zip(Quadratics.Minima)
                .Sum(f => f.First[j] * (1 + (Alpha * Rho * f.First[j])) * (limit[j] - f.Second[j]));
            Assert.Equal(0, residual, 1e-12);
        }
    }

    [Fact]
    public void Check_5_partial_participation_with_the_duals_of_all_converges()
    {
        RoundRunner<double> run = Quadratics.Start(Plain);
        foreach (double[] expected in (double[][])[[0.50424, 0], [-0.8883590848, 1.00848], [-0.4578245799, 0.172282]])
        {
            run.Run([run.Round % 2]);
            Quadratics.Near(expected, run.Model, expected[0] == -0.4578245799 ? 1e-6 : 1e-9);
        }

        while (run.Round < 4000)
            run.Run([run.Round % 2]);

        Quadratics.Near(Quadratics.Solution, run.Model, 1e-15);
    }

    [Fact]
    public void Check_5_partial_participation_with_active_duals_ends_in_a_cycle()
    {
        RoundRunner<double> run = Quadratics.Start(Plain with { Server = DualMean.Active });
        run.Run([0]);
        Quadratics.Near([0.67232, 0], run.Model, 1e-9);
        run.Run([1]);
        Quadratics.Near([-1.6411005952, 1.34464], run.Model, 1e-9);
        while (run.Round < 4000)
            run.Run([run.Round % 2]);

        double[] after = run.Model.ToArray();
        run.Run([0]);
        double[] before = run.Model.ToArray();
        Quadratics.Near([-5, 2], after, 1e-9);
        Quadratics.Near([1, -6], before, 1e-9);
    }

    [Fact]
    public void Check_5_active_duals_with_a_weak_prox_diverge()
    {
        RoundRunner<double> run = Quadratics.Start(Plain with { Prox = 0.1, Server = DualMean.Active });
        while (run.Round < 4000 && Math.Abs(run.Model[0]) < 1e6)
            run.Run([run.Round % 2]);

        Assert.True(Math.Abs(run.Model[0]) >= 1e6);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    public void Check_5_ten_clients_three_at_random(double lambda)
    {
        (ILocalOracle<double>[] oracles, double[] solution) = TenClients();
        double[] all = Distances(DualMean.All, lambda, oracles, solution);
        double[] active = Distances(DualMean.Active, lambda, oracles, solution);

        Assert.True(all[^1] < 1e-13, $"{all[^1]}");
        Assert.True(active[^1000..].Average() > 0.05, $"{active[^1]}");
    }

    [Fact]
    public void Check_6_a_client_that_is_never_selected_keeps_its_correction_at_zero()
    {
        RoundRunner<double> run = Quadratics.Start(Plain);
        for (int round = 0; round < 20; round++)
            run.Run([0]);

        Assert.Equal([0, 0], run.State(1, "correction").ToArray());
    }

    [Fact]
    public void Check_6_the_mean_of_the_duals_equals_hbar()
    {
        (ILocalOracle<double>[] oracles, _) = TenClients();
        FedSpeedOptions options = Plain with { Prox = 0.5 };
        var run = new RoundRunner<double>(options.Create<double>(), oracles, [0, 0]);
        for (int round = 0; round < 200; round++)
        {
            run.Run(ParticipantSampler.Choose(3, round, 10, 0.3, ParticipantSampling.Uniform));
            for (int j = 0; j < 2; j++)
            {
                double mean = 0;
                for (int i = 0; i < 10; i++)
                    mean += -run.State(i, "correction")[j] / options.Prox / 10;

                Assert.Equal(mean, run.Server("hbar")[j], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(DualMean.All)]
    [InlineData(DualMean.Active)]
    public void Check_7_one_vector_goes_down_and_one_up(DualMean server)
    {
        VectorSchema vectors = new FedSpeed<float>(new FedSpeedOptions { Server = server }).Vectors;

        Assert.Single(vectors.Broadcast);
        Assert.Single(vectors.Update);
    }

    [Theory]
    [InlineData(1, 0.1, 2)]
    [InlineData(0.5, 0.1, 2)]
    [InlineData(0, 0.1, 1)]
    [InlineData(1, 0, 1)]
    public void Check_8_two_gradients_a_step_only_when_perturbed(double alpha, double rho, int gradientsPerStep)
    {
        RoundRunner<double> run = Quadratics.Start(Plain with { Alpha = alpha, Rho = rho });
        run.RunAll(3);

        Assert.Equal(3 * 2 * 5 * gradientsPerStep, run.Gradients);
    }

    [Fact]
    public void Without_correction_prox_and_perturbation_it_is_FedAvg_bit_for_bit()
    {
        FedSpeedOptions off = Plain with { Prox = 0, Correction = false };
        RoundRunner<double> fedSpeed = Quadratics.Start(off);
        RoundRunner<double> fedAvg = Quadratics.Start(Quadratics.Settings(new FedAvgOptions()));
        fedSpeed.RunAll(20);
        fedAvg.RunAll(20);

        Assert.Equal(fedAvg.Model.ToArray(), fedSpeed.Model.ToArray());
        Assert.Equal(new FedAvg<double>(new FedAvgOptions()).Vectors.Server, off.Create<double>().Vectors.Server);
    }

    [Fact]
    public void Impossible_combinations_are_named()
    {
        Assert.Single(new FedSpeedOptions { Prox = 0 }.Check());
        Assert.Single(new FedSpeedOptions { Correction = false, Server = DualMean.Active }.Check());
        Assert.Single(new FedSpeedOptions { Prox = 20, LearningRate = 0.1 }.Check());
        Assert.Empty(new FedSpeedOptions().Check());
        Assert.Empty(new FedSpeedOptions { Prox = 0, Correction = false }.Check());
    }

    private static RoundRunner<double> AtSolution(DualMean server)
    {
        RoundRunner<double> run = Quadratics.Start(Plain with { Server = server }, Quadratics.Solution);
        ILocalOracle<double>[] oracles = Quadratics.Oracles();
        for (int i = 0; i < 2; i++)
            oracles[i].Gradient(Quadratics.Solution, [], run.State(i, "correction"));

        return run;
    }

    private static (ILocalOracle<double>[] Oracles, double[] Solution) TenClients()
    {
        var stream = new RandomStream(11, RandomPurpose.Noise);
        double[] weighted = new double[2];
        double[] total = new double[2];
        var oracles = new ILocalOracle<double>[10];
        for (int i = 0; i < 10; i++)
        {
            double[] a = [0.5 + (3 * stream.NextDouble()), 0.5 + (3 * stream.NextDouble())];
            double[] b = [2 * stream.NextNormal(), 2 * stream.NextNormal()];
            for (int j = 0; j < 2; j++)
            {
                weighted[j] += a[j] * b[j];
                total[j] += a[j];
            }

            oracles[i] = new QuadraticOracle<double>(a, b);
        }

        return (oracles, [weighted[0] / total[0], weighted[1] / total[1]]);
    }

    private static double[] Distances(DualMean server, double lambda, ILocalOracle<double>[] oracles, double[] solution)
    {
        FedSpeedOptions options = Plain with { Prox = 1 / lambda, Server = server };
        var run = new RoundRunner<double>(options.Create<double>(), oracles, [0, 0]);
        double[] distances = new double[6000];
        for (int round = 0; round < distances.Length; round++)
        {
            run.Run(ParticipantSampler.Choose(5, round, 10, 0.3, ParticipantSampling.Uniform));
            distances[round] = Math.Sqrt(Math.Pow(run.Model[0] - solution[0], 2) + Math.Pow(run.Model[1] - solution[1], 2));
        }

        return distances;
    }

    private sealed class RecordingOracle(ILocalOracle<double> inner) : ILocalOracle<double>
    {
        public List<double[]> Gradients { get; } = [];

        public int Dimension => inner.Dimension;

        public int SampleCount => inner.SampleCount;

        public double Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient)
        {
            double value = inner.Gradient(point, samples, gradient);
            Gradients.Add(gradient.ToArray());
            return value;
        }
    }
}
