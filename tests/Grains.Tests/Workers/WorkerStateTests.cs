using Starling.Algorithms.Numerics;
using Starling.Grains.Workers;
using Xunit;

namespace Starling.Grains.Tests.Workers;

public sealed class WorkerStateTests
{
    private readonly WorkerState<double> state = new(1, new VectorPool<double>(1));

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
    public void A_state_that_the_job_counts_on_and_that_is_not_here_is_an_error() =>
        Assert.Throws<InvalidOperationException>(() => Compute(round: 5, lastAccepted: 3, add: 1));

    [Fact]
    public void An_algorithm_without_worker_vectors_never_minds()
    {
        var none = new WorkerState<double>(0, new VectorPool<double>(1));

        Assert.Empty(none.Begin(5, 3));
    }

    private double Compute(int round, int lastAccepted, double add)
    {
        Span<double> vector = state.Begin(round, lastAccepted)[0].Span;
        double before = vector[0];
        vector[0] += add;
        return before;
    }
}
