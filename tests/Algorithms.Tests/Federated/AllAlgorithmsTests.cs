using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

/// <summary>What holds for every federated algorithm.</summary>
public sealed class AllAlgorithmsTests
{
    private const int Dimension = 23;

    public static TheoryData<string> Kinds =>
        [.. AlgorithmTable.Rounds.Entries.Where(entry => entry.OptionsType.IsAssignableTo(typeof(LocalTrainingOptions))).Select(entry => entry.Kind)];

    /// <summary>
    /// The summary of state and traffic of the specification, 1.13: vectors at a worker, at the server beside x, down, up, and
    /// gradients a step.
    /// </summary>
    public static TheoryData<string, int, int, int, int, int> Costs => new()
    {
        { "fedavg", 0, 0, 1, 1, 1 },
        { "fedprox", 0, 0, 1, 1, 1 },
        { "fedavgm", 0, 1, 1, 1, 1 },
        { "fedadagrad", 0, 1, 1, 1, 1 },
        { "fedadam", 0, 2, 1, 1, 1 },
        { "fedyogi", 0, 2, 1, 1, 1 },
        { "scaffold", 1, 1, 2, 1, 1 },
        { "feddyn", 1, 1, 1, 1, 1 },
        { "fedcm", 0, 1, 2, 1, 1 },
        { "fedsam", 0, 0, 1, 1, 2 },
        { "mofedsam", 0, 1, 2, 1, 2 },
        { "fedgamma", 1, 1, 2, 1, 2 },
        { "fedspeed", 1, 1, 1, 1, 2 },
        { "fedsmoo", 2, 2, 2, 2, 2 },
    };

    [Theory]
    [MemberData(nameof(Costs))]
    public void State_traffic_and_gradients(string kind, int worker, int server, int down, int up, int gradients)
    {
        LocalTrainingOptions options = Quadratics.Settings(Make(kind));
        VectorSchema vectors = options.Create<float>().Vectors;
        RoundRunner<double> run = Quadratics.Start(options);
        run.RunAll(1);

        Assert.Equal(
            [worker, server + 1, down, up, gradients * 5 * 2],
            [vectors.Worker.Count, vectors.Server.Count, vectors.Broadcast.Count, vectors.Update.Count, run.Gradients]);
    }

    [Fact]
    public void The_costs_cover_every_algorithm() =>
        Assert.Equal(Kinds.Select(row => row.Data).Order(StringComparer.Ordinal), Costs.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_make_sense(string kind) => Assert.Empty(Make(kind).Check());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cutting_the_vectors_into_slices_changes_nothing(string kind)
    {
        IRoundAlgorithm<double> algorithm = Quadratics.Settings(Make(kind)).Create<double>();
        double[] start = [.. Enumerable.Range(0, Dimension).Select(j => Math.Sin(j))];
        var whole = new RoundRunner<double>(algorithm, LongQuadratics(), start);
        var sliced = new RoundRunner<double>(new SlicedAlgorithm(algorithm, [0, 1, 8, Dimension]), LongQuadratics(), start);
        for (int round = 0; round < 5; round++)
        {
            whole.Run(round % 2 == 0 ? [0, 1, 2] : [0, 2]);
            sliced.Run(round % 2 == 0 ? [0, 1, 2] : [0, 2]);
            if (algorithm.ReductionCount == 0)
                Assert.Equal(whole.Model.ToArray(), sliced.Model.ToArray());
            else
                Quadratics.Near(whole.Model.ToArray(), sliced.Model, 1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Single_precision_follows_double(string kind)
    {
        LocalTrainingOptions options = Quadratics.Settings(Make(kind));
        RoundRunner<double> exact = Quadratics.Start(options);
        var single = new RoundRunner<float>(
            options.Create<float>(),
            [.. Quadratics.Curvatures.Zip(Quadratics.Minima, (a, b) => new QuadraticOracle<float>(ToSingle(a), ToSingle(b)))],
            [0, 0]);
        exact.RunAll(10);
        single.RunAll(10);

        Quadratics.Near(exact.Model.ToArray(), [single.Model[0], single.Model[1]], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Relaxed_initialisation_keeps_one_vector_more_and_starts_ahead(string kind)
    {
        LocalTrainingOptions plain = Quadratics.Settings(Make(kind));
        LocalTrainingOptions relaxed = plain with { RelaxedInitialization = 0.1 };
        RoundRunner<double> without = Quadratics.Start(plain);
        RoundRunner<double> with = Quadratics.Start(relaxed);
        without.RunAll(1);
        with.RunAll(1);

        Assert.Equal(plain.Create<double>().Vectors.Worker.Append("lastModel"), relaxed.Create<double>().Vectors.Worker);
        Assert.Equal(without.Model.ToArray(), with.Model.ToArray());

        without.RunAll(1);
        with.RunAll(1);
        Assert.NotEqual(without.Model.ToArray(), with.Model.ToArray());
    }

    [Fact]
    public void Relaxed_initialisation_by_hand()
    {
        // One worker, f = (x - 1)^2 / 2, K = 1, eta = 0.1, server rate 1/2: w_1 = 0.1, x_1 = 0.05, start 0.05 + 0.5 (0.05 - 0.1) =
        // 0.025, D = 0.1 (1 - 0.025) = 0.0975, x_2 = 0.05 + 0.0975 / 2.
        FedAvgOptions options = Quadratics.Settings(new FedAvgOptions { RelaxedInitialization = 0.5, GlobalLearningRate = 0.5 }) with { LocalSteps = 1 };
        var run = new RoundRunner<double>(options.Create<double>(), [new QuadraticOracle<double>([1], [1])], [0]);
        run.RunAll(2);

        Assert.Equal(0.05 + (0.0975 / 2), run.Model[0], 1e-15);
        Assert.Equal(0.025 + 0.0975, run.State(0, "lastModel")[0], 1e-15);
    }

    private static LocalTrainingOptions Make(string kind)
    {
        Assert.True(AlgorithmTable.Rounds.TryFind(kind, out var entry));
        return (LocalTrainingOptions)Activator.CreateInstance(entry.OptionsType)!;
    }

    private static ILocalOracle<double>[] LongQuadratics() =>
        [.. Enumerable.Range(1, 3).Select(i => new QuadraticOracle<double>(
            [.. Enumerable.Range(0, Dimension).Select(j => 1.5 + Math.Cos(i * j))],
            [.. Enumerable.Range(0, Dimension).Select(j => Math.Cos(i + j))]))];

    private static float[] ToSingle(double[] values) => [.. values.Select(value => (float)value)];

    /// <summary>Runs the server step of an algorithm slice by slice, as shards do.</summary>
    private sealed class SlicedAlgorithm(IRoundAlgorithm<double> inner, int[] bounds) : IRoundAlgorithm<double>
    {
        public VectorSchema Vectors => inner.Vectors;

        public void WorkerStep(WorkerRound<double> round) => inner.WorkerStep(round);

        public void ServerStep(ServerRound<double> round)
        {
            IEnumerable<(int Start, int End)> slices = bounds.Zip(bounds.Skip(1)).ToList();
            double[] sums = new double[inner.ReductionCount];
            double[] partial = new double[inner.ReductionCount];
            if (sums.Length > 0)
            {
                foreach ((int start, int end) in slices)
                {
                    inner.ServerReduce(Slice(round, start, end, []).Round, partial);
                    for (int r = 0; r < sums.Length; r++)
                        sums[r] += partial[r];
                }
            }

            foreach ((int start, int end) in slices)
            {
                (ServerRound<double> part, VectorBuffer<double>[] server) = Slice(round, start, end, sums);
                inner.ServerStep(part);
                for (int v = 0; v < server.Length; v++)
                    server[v].Span.CopyTo(round.Server(Vectors.Server[v])[start..end]);
            }
        }

        private (ServerRound<double> Round, VectorBuffer<double>[] Server) Slice(
            ServerRound<double> round, int start, int end, double[] reductions)
        {
            VectorBuffer<double>[] server = [.. Vectors.Server.Select(name => Copy(round.Server(name)[start..end]))];
            VectorBuffer<double>[] aggregate =
            [
                .. Vectors.Update.Select(name => Copy(round.Aggregate(name)[start..end])),
                .. Vectors.Scaled.Select(scaled => Copy(round.Aggregate(scaled.Name)[start..end])),
            ];
            var part = new ServerRound<double>(Vectors, server, aggregate)
            {
                Round = round.Round,
                AcceptedCount = round.AcceptedCount,
                WorkerCount = round.WorkerCount,
                Reductions = reductions,
            };
            return (part, server);
        }

        private static VectorBuffer<double> Copy(ReadOnlySpan<double> values)
        {
            var buffer = new VectorBuffer<double>(values.Length);
            values.CopyTo(buffer.Span);
            return buffer;
        }
    }
}
