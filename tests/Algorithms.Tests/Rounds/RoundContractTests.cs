using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Rounds;

/// <summary>What an algorithm may rely on between its worker step and its server step.</summary>
public sealed class RoundContractTests
{
    private static readonly VectorSchema Schema = new()
    {
        Server = ["x", "scaled"],
        Broadcast = ["x"],
        Update = ["u"],
        Scaled = [new ScaledAggregate("scaled", "u")],
    };

    [Fact]
    public void A_scaled_aggregate_takes_every_workers_own_number()
    {
        var probe = new Probe();
        RoundRunner<double> run = Start(probe);
        run.RunAll(1);

        // Worker i sends (i + 1, i + 1) and the number i + 1; worker 2 gives no number, which means 1.
        Assert.Equal([2, 2], run.Model.ToArray());
        Assert.Equal([(1 + 4 + 3) / 3.0, (1 + 4 + 3) / 3.0], run.Server("scaled").ToArray());
    }

    [Fact]
    public void The_server_step_gets_the_sums_that_the_reduction_wrote()
    {
        var probe = new Probe();
        Start(probe).RunAll(1);

        // The aggregate is (2, 2).
        Assert.Equal([8, 2], probe.Reductions);
    }

    [Fact]
    public void An_unknown_scaled_aggregate_is_refused()
    {
        using var round = new WorkerRound<double>(Schema, [], [], [], new VectorPool<double>(2))
        {
            Round = 0,
            Worker = 0,
            Seed = 1,
            Oracle = Oracle(),
        };

        Assert.Throws<ArgumentException>(() => round.Scale("u", 1));
        Assert.Equal([1], round.Scales);
    }

    [Fact]
    public void Only_the_scratch_vectors_asked_for_take_memory()
    {
        var pool = new VectorPool<double>(2);
        VectorBuffer<double> only = pool.Rent();
        pool.Return(only);
        using (var round = new WorkerRound<double>(Schema, [], [], [], pool) { Round = 0, Worker = 0, Seed = 1, Oracle = Oracle() })
        {
            round.Scratch(5)[0] = 42;
            Assert.Equal(42, round.Scratch(5)[0]);
            Assert.Equal(42, only.Span[0]);
        }

        Assert.Same(only, pool.Rent());
    }

    private static RoundRunner<double> Start(Probe probe) => new(probe, [Oracle(), Oracle(), Oracle()], [0, 0]);

    private static QuadraticOracle<double> Oracle() => new([1, 1], [0, 0]);

    /// <summary>Sends numbers that tell the workers apart, and keeps what the server saw.</summary>
    private sealed class Probe : IRoundAlgorithm<double>
    {
        public IReadOnlyList<double> Reductions { get; private set; } = [];

        public VectorSchema Vectors => Schema;

        public int ReductionCount => 2;

        public void WorkerStep(WorkerRound<double> round)
        {
            round.Update("u").Fill(round.Worker + 1);
            if (round.Worker < 2)
                round.Scale("scaled", round.Worker + 1);
        }

        public void ServerReduce(ServerRound<double> round, Span<double> partial)
        {
            partial[0] = VectorKernels.SumOfSquares(round.Aggregate("u"));
            partial[1] = round.Aggregate("u").Length;
        }

        public void ServerStep(ServerRound<double> round)
        {
            Reductions = round.Reductions;
            round.Aggregate("u").CopyTo(round.Server("x"));
            round.Aggregate("scaled").CopyTo(round.Server("scaled"));
        }
    }
}
