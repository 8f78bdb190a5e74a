using Starling.Grains.Trainers;
using Xunit;

namespace Starling.Grains.Tests.Trainers;

public sealed class TrainerSeatsTests
{
    [Fact]
    public void A_worker_gets_the_place_that_has_its_samples()
    {
        var seats = new TrainerSeats(3, []);
        TrainerSeats.Seat[] first = [.. Enumerable.Range(0, 3).Select(worker => Take(seats, "a", worker)!)];
        Assert.Equal(3, first.Distinct().Count());
        foreach (TrainerSeats.Seat seat in first)
            seats.Leave(seat, isEmpty: false);

        Assert.Same(first[1], Take(seats, "a", 1));
        Assert.Same(first[0], Take(seats, "a", 0));
        Assert.True(seats.Suits(Need("a", 2)));
        Assert.False(seats.Suits(Need("a", 1)));
        Assert.False(seats.Suits(Need("b", 2)));
    }

    [Fact]
    public void Further_workers_wait_until_a_place_is_left()
    {
        var seats = new TrainerSeats(1, []);
        TrainerSeats.Seat seat = Take(seats, "a", 0)!;

        Assert.Null(Take(seats, "a", 1));
        Assert.Null(Take(seats, "b", 0));
        seats.Leave(seat, isEmpty: false);

        Assert.Same(seat, Take(seats, "a", 1));
    }

    [Fact]
    public void A_job_takes_empty_places_then_its_own_then_the_one_that_was_idle_longest()
    {
        var seats = new TrainerSeats(3, []);
        TrainerSeats.Seat old = Take(seats, "old", 0)!;
        TrainerSeats.Seat newer = Take(seats, "newer", 0)!;
        seats.Leave(old, isEmpty: false);
        seats.Leave(newer, isEmpty: false);

        TrainerSeats.Seat empty = Take(seats, "a", 0)!;
        Assert.DoesNotContain(empty, new[] { old, newer });
        seats.Leave(empty, isEmpty: false);
        Assert.Same(empty, Take(seats, "a", 1));
        Assert.Same(old, Take(seats, "a", 2));
        Assert.Equal("a", old.Need!.Value.JobId);
    }

    [Fact]
    public void No_two_processes_have_one_device()
    {
        var seats = new TrainerSeats(4, ["0", "1"]);
        TrainerSeats.Seat one = Take(seats, "a", 0)!;
        TrainerSeats.Seat two = Take(seats, "a", 1)!;

        Assert.Equal(["0", "1"], new[] { one.Device, two.Device }.Order());
        Assert.Null(Take(seats, "a", 2));
        seats.Leave(two, isEmpty: false);
        TrainerSeats.Seat other = Take(seats, "b", 0)!;

        // The process of the other job is ended, and its device is free for the new one.
        Assert.Equal("a", one.Need!.Value.JobId);
        Assert.NotEqual(one.Device, other.Device);
        Assert.Null(Take(seats, "b", 1));
    }

    [Fact]
    public void Jobs_that_share_spread_over_the_devices_and_leave_others_alone()
    {
        var seats = new TrainerSeats(8, ["0", "1", "2"]);
        TrainerSeats.Seat alone = Take(seats, "alone", 0)!;
        TrainerSeats.Seat[] sharing = [.. Enumerable.Range(0, 4).Select(worker => Take(seats, "shares", worker, shares: true)!)];

        Assert.DoesNotContain(alone.Device, sharing.Select(seat => seat.Device));
        Assert.All(sharing.GroupBy(seat => seat.Device), group => Assert.Equal(2, group.Count()));
        Assert.Null(Take(seats, "alone", 1));
    }

    [Fact]
    public void The_places_of_a_job_that_is_over_are_empty()
    {
        var seats = new TrainerSeats(2, ["0", "1"]);
        TrainerSeats.Seat idle = Take(seats, "a", 0)!;
        TrainerSeats.Seat busy = Take(seats, "a", 1)!;
        seats.Leave(idle, isEmpty: false);

        Assert.Equal([idle], seats.End("a"));
        Assert.Null(idle.Device);
        Assert.True(busy.EndsWhenLeft);
        seats.Leave(busy, isEmpty: true);
        Assert.Null(busy.Need);
        Assert.False(busy.EndsWhenLeft);
    }

    private static TrainerNeed Need(string job, int worker, bool shares = false) => new(job, worker, shares);

    private static TrainerSeats.Seat? Take(TrainerSeats seats, string job, int worker, bool shares = false) => seats.TryTake(Need(job, worker, shares));
}
