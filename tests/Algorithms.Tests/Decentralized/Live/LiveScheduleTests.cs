using Starling.Algorithms.Decentralized.Live;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Live;

public sealed class LiveScheduleTests
{
    [Fact]
    public void Events_come_at_their_rates_and_an_end_starts_half_of_the_swaps()
    {
        LiveSchedule clock = Clock([2, 6], pace: 10);
        (int gradients, int[] swaps) = (0, new int[2]);
        while (clock.Time < 4000)
        {
            clock.Pass(0.005);
            while (clock.TryStart(out LiveTask task))
            {
                if (task.IsGradient)
                {
                    gradients++;
                    clock.EndGradient();
                    continue;
                }

                // The neighbour starts the other half.
                swaps[task.Place]++;
                clock.Swapped(task.Place);
                clock.Swapped(task.Place);
                clock.EndSwap();
            }
        }

        // Five standard deviations; and some of the swaps by which chance had fallen behind are started once more.
        Assert.InRange(gradients, 4000 - (5 * 64), 4000 + (5 * 64));
        Assert.InRange(swaps[0], 4000 - (5 * 64), 4000 + (5 * 64) + 300);
        Assert.InRange(swaps[1], 12000 - (5 * 110), 12000 + (5 * 110) + 900);
    }

    [Fact]
    public void Swaps_that_the_neighbour_does_not_start_are_started_here()
    {
        LiveSchedule clock = Clock([2], pace: 10);
        int swaps = 0;
        while (clock.Time < 2000)
        {
            clock.Pass(0.005);
            while (clock.TryStart(out LiveTask task))
            {
                if (task.IsGradient)
                {
                    clock.EndGradient();
                    continue;
                }

                swaps++;
                clock.Swapped(task.Place);
                clock.EndSwap();
            }
        }

        Assert.InRange(swaps, 4000 - 20, 4000 + (5 * 64));
    }

    [Fact]
    public void Time_stands_still_in_a_swap_and_while_a_gradient_is_overdue()
    {
        LiveSchedule clock = Clock([4], pace: 1);
        LiveTask task = Next(clock, wanted: false);
        double time = clock.Time;
        clock.Pass(0.05);
        Assert.Equal(time, clock.Time);
        Assert.True(clock.IsHeld && double.IsPositiveInfinity(clock.SecondsToNext));
        clock.EndSwap();

        // It makes up for what it stood still, at twice its pace.
        clock.Pass(0.001);
        Assert.Equal(time + 0.002, clock.Time, 12);
        Assert.Equal(0, task.Place);

        LiveSchedule lonely = Clock([], pace: 1);
        Next(lonely, wanted: true);
        while (!lonely.IsHeld)
        {
            lonely.Pass(0.05);
            Assert.False(lonely.TryStart(out _));
        }

        Assert.True(lonely.EndGradient());
        Assert.False(lonely.EndGradient());
    }

    [Fact]
    public void Swaps_with_a_neighbour_that_does_not_answer_are_left_out_until_it_does()
    {
        LiveSchedule clock = Clock([3], pace: 10);
        clock.Silence(0);
        for (int step = 0; step < 1000; step++)
        {
            clock.Pass(0.01);
            while (clock.TryStart(out LiveTask task))
            {
                Assert.True(task.IsGradient);
                clock.EndGradient();
            }
        }

        Assert.True(clock.LeftOut > 100 && clock.Time > 90);
        clock.Speak(0);
        Assert.Equal(0, Next(clock, wanted: false).Place);
    }

    [Fact]
    public void Time_stops_at_an_event_and_seconds_that_nobody_looked_are_not_made_up_for()
    {
        LiveSchedule clock = Clock([], pace: 10);
        clock.Pass(60);
        Assert.InRange(clock.Time, 0, 1);
        Assert.True(clock.SecondsToNext == 0 || Math.Abs(clock.Time - 1) < 1e-12);

        // Every event is taken before time goes on, so that none is left behind.
        int gradients = 0;
        while (clock.Time < 100)
        {
            clock.Pass(0.05);
            while (clock.TryStart(out _))
            {
                gradients++;
                Assert.False(clock.EndGradient());
            }
        }

        Assert.InRange(gradients, 50, 150);
    }

    [Fact]
    public void A_factor_makes_swaps_more_frequent_and_a_pace_of_nothing_stops()
    {
        LiveSchedule clock = Clock([2], pace: 10);
        clock.SetPace(0, 3);
        clock.Pass(0.05);
        Assert.Equal(0, clock.Time);
        Assert.True(double.IsPositiveInfinity(clock.SecondsToNext));
        clock.SetPace(10, 3);
        int swaps = 0;
        while (clock.Time < 500)
        {
            clock.Pass(0.005);
            while (clock.TryStart(out LiveTask task))
            {
                swaps += task.IsGradient ? 0 : 1;
                if (task.IsGradient)
                    clock.EndGradient();
                else
                    clock.EndSwap();
                clock.Swapped(0);
                clock.Swapped(0);
            }
        }

        Assert.InRange(swaps, 1500 - (5 * 39), 1500 + (5 * 39));
    }

    private static LiveTask Next(LiveSchedule clock, bool wanted)
    {
        while (true)
        {
            clock.Pass(0.01);
            if (!clock.TryStart(out LiveTask task))
                continue;
            if (task.IsGradient == wanted)
                return task;
            if (task.IsGradient)
                clock.EndGradient();
            else
                clock.EndSwap();
        }
    }

    private static LiveSchedule Clock(double[] rates, double pace)
    {
        var clock = new LiveSchedule(1, 0, 0, 1, rates);
        clock.SetPace(pace, 1);
        return clock;
    }
}
