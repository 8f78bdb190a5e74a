using Starling.Grains.Networks;
using Xunit;

namespace Starling.Grains.Tests.Networks;

public sealed class ThreadTrialTests
{
    [Theory]
    [InlineData(0.010, 0.006, true)]
    [InlineData(0.010, 0.0095, false)]
    [InlineData(0.00001, 0.0001, false)]
    [InlineData(3, 1.7, true)]
    public void Threads_are_kept_where_they_are_faster(double alone, double together, bool expected)
    {
        var trial = new ThreadTrial(2);
        Assert.Equal(expected, Play(trial, alone, together, rounds: 20)[^1]);
    }

    [Fact]
    public void Both_ways_are_tried_in_turn_and_slow_beginnings_do_not_count()
    {
        var trial = new ThreadTrial(4);
        List<bool> used = [];
        for (int round = 0; round < 12; round++)
        {
            used.Add(trial.UsesThreads);

            // What is compiled on the way.
            double warming = round < 4 ? 0.2 : 0;
            trial.Record(warming + (trial.UsesThreads ? 0.002 : 0.005), 0);
        }

        Assert.Equal([false, true, false, true, false, true, false, true, false, true, true, true], used);
    }

    [Fact]
    public void Long_rounds_are_tried_twice_each()
    {
        var trial = new ThreadTrial(2);
        Assert.Equal([false, true, false, true, true, true], Play(trial, 2, 1, rounds: 6));
    }

    [Fact]
    public void Rounds_of_many_events_are_not_taken_for_slow_ones()
    {
        var trial = new ThreadTrial(2);
        for (int round = 0; round < 10; round++)
            trial.Record(trial.UsesThreads ? 0.01 : 0.02, trial.UsesThreads ? 40 : 100);
        Assert.False(trial.UsesThreads);
    }

    [Fact]
    public void A_busy_silo_is_not_busy_for_ever()
    {
        var trial = new ThreadTrial(2);
        Assert.False(Play(trial, 0.1, 0.1, rounds: 30)[^1]);
        Assert.True(Play(trial, 0.1, 0.06, rounds: 1000)[^1]);
    }

    [Fact]
    public void One_thread_is_all_there_is()
    {
        Assert.DoesNotContain(true, Play(new ThreadTrial(1), 0.1, 0.01, rounds: 30));
    }

    private static List<bool> Play(ThreadTrial trial, double alone, double together, int rounds)
    {
        List<bool> used = [];
        for (int round = 0; round < rounds; round++)
        {
            used.Add(trial.UsesThreads);
            trial.Record(trial.UsesThreads ? together : alone, 0);
        }

        return used;
    }
}
