using Starling.GrainInterfaces;
using Starling.Grains.Queue;
using Xunit;
using static Starling.Grains.Tests.Queue.QueueTestData;

namespace Starling.Grains.Tests.Queue;

public sealed class PingScheduleTests
{
    [Fact]
    public void A_thousand_jobs_are_asked_evenly_and_each_as_often_as_said()
    {
        var schedule = new PingSchedule(new JobQueueOptions { PingsUnderWay = 2000 });
        List<QueueEntry> jobs = [.. Enumerable.Range(0, 1000).Select(number => Running($"fedavg-{number}"))];
        var asked = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int tick = 0; tick < 40; tick++)
        {
            List<string> due = schedule.Take(jobs, Start.AddSeconds(0.5 * tick));
            Assert.InRange(due.Count, 0, 400);
            foreach (string job in due)
            {
                asked[job] = asked.GetValueOrDefault(job) + 1;
                schedule.Answered(job, isUnknown: false);
            }
        }

        Assert.Equal(1000, asked.Count);
        Assert.All(asked.Values, count => Assert.InRange(count, 9, 10));
    }

    [Fact]
    public void A_job_that_does_not_answer_is_not_asked_twice_at_a_time_and_holds_up_no_other()
    {
        var schedule = new PingSchedule(new JobQueueOptions { PingsUnderWay = 2 });
        schedule.Hurry("a", Start);
        schedule.Hurry("b", Start);
        schedule.Hurry("c", Start);
        QueueEntry[] jobs = [Running("a"), Running("b"), Running("c")];

        Assert.Equal(["a", "b"], schedule.Take(jobs, Start));
        Assert.Empty(schedule.Take(jobs, Start.AddSeconds(60)));

        schedule.Answered("b", isUnknown: false);
        Assert.Equal(["b"], schedule.Take(jobs, Start.AddSeconds(60)));
        schedule.Answered("b", isUnknown: false);
        Assert.Equal(["c"], schedule.Take(jobs, Start.AddSeconds(60)));
        Assert.Equal(2, schedule.UnderWay);
    }

    [Fact]
    public void A_job_is_gone_when_its_grain_says_so_three_times_in_a_row()
    {
        var schedule = new PingSchedule(new JobQueueOptions());
        DateTimeOffset now = Start.AddSeconds(10);
        List<bool> gone = [];
        schedule.Take([Running("a")], Start);
        foreach (bool isUnknown in (bool[])[true, true, false, true, true, true])
        {
            now = now.AddSeconds(10);
            Assert.Single(schedule.Take([Running("a")], now));
            gone.Add(schedule.Answered("a", isUnknown));
        }

        Assert.Equal([false, false, false, false, false, true], gone);
    }

    [Fact]
    public void A_job_that_waits_is_asked_seldom_and_often_once_it_runs()
    {
        var schedule = new PingSchedule(new JobQueueOptions());
        schedule.Hurry("a", Start);
        QueueEntry waiting = new() { Ticket = Job("a"), WaitingSince = Start };
        Assert.Single(schedule.Take([waiting], Start));
        schedule.Answered("a", isUnknown: false);

        Assert.Empty(schedule.Take([waiting], Start.AddSeconds(5)));
        Assert.Empty(schedule.Take([Running("a")], Start.AddSeconds(5)));
        Assert.Single(schedule.Take([Running("a")], Start.AddSeconds(7)));
    }

    private static QueueEntry Running(string id) =>
        new() { Ticket = Job(id) with { Admitted = Start, Phase = JobPhase.Running }, WaitingSince = Start };
}
