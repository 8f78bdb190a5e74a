using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;
using Starling.Grains.Workers;
using Xunit;

namespace Starling.Grains.Tests.Workers;

public sealed class WorkerStateTests
{
    private readonly VectorPool<double> pool = new(1);
    private readonly WorkerState<double> state;

    public WorkerStateTests() => state = new WorkerState<double>(1, pool);

    [Fact]
    public void An_accepted_change_becomes_the_state()
    {
        Assert.Equal(0, Compute(round: 0, lastAccepted: -1, add: 5));
        Assert.Equal(5, Compute(round: 4, lastAccepted: 0, add: 2));
        Assert.Equal(7, Compute(round: 9, lastAccepted: 4, add: 0));
        Assert.Equal(4, state.SettledRound);
    }

    [Fact]
    public void A_change_that_was_not_accepted_is_dropped()
    {
        Compute(round: 0, lastAccepted: -1, add: 5);
        Compute(round: 3, lastAccepted: 0, add: 100);

        Assert.Equal(5, Compute(round: 6, lastAccepted: 0, add: 1));
        Assert.Equal(6, Compute(round: 7, lastAccepted: 6, add: 0));
    }

    [Fact]
    public void A_repeated_round_starts_from_the_same_state()
    {
        Compute(round: 0, lastAccepted: -1, add: 5);
        Compute(round: 1, lastAccepted: 0, add: 1);

        Assert.Equal(5, Compute(round: 1, lastAccepted: 0, add: 1));
        Assert.Equal(6, Compute(round: 2, lastAccepted: 1, add: 0));
    }

    [Fact]
    public void A_state_that_the_job_counts_on_and_that_is_not_here_has_to_be_restored()
    {
        RoundOrder order = Order(round: 5, lastAccepted: 3);
        Assert.False(state.TrySettle(order));

        VectorBuffer<double> saved = pool.Rent();
        saved.Span[0] = 42;
        state.Restore(order, [saved]);

        Assert.True(state.TrySettle(order));
        Assert.Equal(42, state.Begin(order)[0].Span[0]);
    }

    [Fact]
    public void What_a_lost_epoch_made_of_rounds_that_are_done_again_does_not_count()
    {
        Compute(round: 0, lastAccepted: -1, add: 5);
        Compute(round: 6, lastAccepted: 0, add: 1);
        Compute(round: 7, lastAccepted: 6, add: 1);

        // The job goes back to version 4: of what this worker has, only round 0 came before it, and that is gone from memory.
        Assert.False(state.TrySettle(Order(round: 4, lastAccepted: 0, epoch: 2, basis: 4)));
    }

    [Fact]
    public void What_came_before_the_version_that_the_job_goes_back_to_still_counts()
    {
        Compute(round: 0, lastAccepted: -1, add: 5);
        Compute(round: 6, lastAccepted: 0, add: 1);

        Assert.Equal(5, Compute(round: 4, lastAccepted: 0, add: 1, epoch: 2, basis: 4));
    }

    [Fact]
    public void A_job_that_begins_anew_finds_a_state_of_zero()
    {
        Compute(round: 0, lastAccepted: -1, add: 5);
        Compute(round: 1, lastAccepted: 0, add: 5);

        Assert.Equal(0, Compute(round: 0, lastAccepted: -1, add: 1, epoch: 2));
    }

    [Fact]
    public void An_algorithm_without_worker_vectors_never_minds()
    {
        var none = new WorkerState<double>(0, new VectorPool<double>(1));

        Assert.True(none.TrySettle(Order(round: 5, lastAccepted: 3)));
        Assert.Empty(none.Begin(Order(round: 5, lastAccepted: 3)));
    }

    private static RoundOrder Order(int round, int lastAccepted, int epoch = 1, int basis = 0) =>
        new() { Round = round, LastAcceptedRound = lastAccepted, Epoch = epoch, BaseVersion = basis };

    private double Compute(int round, int lastAccepted, double add, int epoch = 1, int basis = 0)
    {
        RoundOrder order = Order(round, lastAccepted, epoch, basis);
        Assert.True(state.TrySettle(order));
        Span<double> vector = state.Begin(order)[0].Span;
        double before = vector[0];
        vector[0] += add;
        return before;
    }
}
