using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Queue;
using Xunit;
using static Starling.Grains.Tests.Queue.QueueTestData;

namespace Starling.Grains.Tests.Queue;

public sealed class QueueStateTests
{
    [Fact]
    public void A_job_that_fits_is_admitted()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("a"), Start, Silos(1));

        Assert.Equal(["a"], queue.Admit(Silos(1), Start));
        Assert.Equal((0, 1), (queue.WaitingCount, queue.RunningCount));
        Assert.Equal(Start, queue.List(false)[0].Admitted);
    }

    [Fact]
    public void Jobs_wait_for_places_and_say_so()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("a"), Start, Silos(1));
        queue.Enqueue(Job("b"), Start, Silos(1));

        Assert.Equal(["a"], queue.Admit(Silos(1), Start));
        Assert.Equal("All 1 places of the cluster are taken.", queue.List(false).Single(job => job.JobId == "b").Waiting);

        queue.Update(Job("a") with { Phase = JobPhase.Completed }, Start);
        Assert.Equal(["b"], queue.Admit(Silos(1), Start));
    }

    [Fact]
    public void Without_reports_nothing_is_admitted_and_nothing_refused()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("a", labels: "gpu=true"), Start, null);

        Assert.Empty(queue.Admit([], Start));
        Assert.Equal("No silo has reported yet.", queue.List(false)[0].Waiting);
    }

    [Fact]
    public void Labels_that_no_silo_carries_are_refused()
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => MakeQueue().Enqueue(Job("a", labels: "gpu=true"), Start, Silos(3)));

        Assert.Equal(ErrorCatalog.LabelsUnavailable, refusal.Error);
        Assert.Contains("gpu=true", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_whose_labelled_silo_went_away_waits_for_another()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("a", labels: "gpu=true"), Start, [MakeSilo("g", 1, "gpu=true")]);

        Assert.Empty(queue.Admit(Silos(3), Start));
        Assert.Equal("No silo that is up carries the label gpu=true.", queue.List(false)[0].Waiting);
        Assert.Equal(["a"], queue.Admit([MakeSilo("g2", 1, "gpu=true")], Start));
    }

    [Fact]
    public void Too_many_waiting_jobs_are_refused()
    {
        QueueState queue = MakeQueue(queuedJobs: 2);
        queue.Enqueue(Job("a"), Start, Silos(1));
        queue.Enqueue(Job("b"), Start, Silos(1));

        StarlingException refusal = Assert.Throws<StarlingException>(() => queue.Enqueue(Job("c"), Start, Silos(1)));
        Assert.Equal(ErrorCatalog.QueueFull, refusal.Error);
        Assert.False(queue.Enqueue(Job("a"), Start, Silos(1)));

        queue.Admit(Silos(1), Start);
        Assert.True(queue.Enqueue(Job("c"), Start, Silos(1)));
    }

    [Fact]
    public void Higher_priority_first_then_the_older()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("low", priority: -1), Start, null);
        queue.Enqueue(Job("first"), Start.AddSeconds(1), null);
        queue.Enqueue(Job("second"), Start.AddSeconds(2), null);
        queue.Enqueue(Job("high", priority: 5), Start.AddSeconds(3), null);

        Assert.Equal(["high", "first", "second", "low"], queue.Admit(Silos(4), Start.AddSeconds(4)));
    }

    [Fact]
    public void Who_has_fewest_running_comes_first()
    {
        QueueState queue = MakeQueue();
        for (int i = 0; i < 5; i++)
            queue.Enqueue(Job($"ada-{i}", "ada"), Start.AddSeconds(i), null);
        queue.Enqueue(Job("bob-0", "bob"), Start.AddSeconds(10), null);
        queue.Enqueue(Job("bob-1", "bob"), Start.AddSeconds(11), null);

        Assert.Equal(["ada-0", "bob-0", "ada-1", "bob-1"], queue.Admit(Silos(4), Start.AddSeconds(20)));
    }

    [Fact]
    public void With_one_place_submitters_take_turns()
    {
        QueueState queue = MakeQueue();
        for (int i = 0; i < 10; i++)
            queue.Enqueue(Job($"ada-{i}", "ada"), Start, null);
        queue.Enqueue(Job("bob", "bob"), Start.AddHours(1), null);
        DateTimeOffset now = Start.AddHours(1);
        List<string> order = [];
        for (int i = 0; i < 3; i++)
        {
            string next = Assert.Single(queue.Admit(Silos(1), now));
            order.Add(next);
            now = now.AddMinutes(25);
            queue.Update(queue.Find(next)!.Ticket with { Phase = JobPhase.Completed }, now);
        }

        // Ada's jobs waited longer at first, but her having been served makes the others' wait count more.
        Assert.Equal(["ada-0", "bob", "ada-1"], order);
    }

    [Fact]
    public void A_limit_of_running_jobs_holds_for_each_submitter()
    {
        QueueState queue = MakeQueue(runningPerSubmitter: 1);
        queue.Enqueue(Job("ada-0", "ada"), Start, null);
        queue.Enqueue(Job("ada-1", "ada", priority: 50), Start, null);
        queue.Enqueue(Job("bob", "bob"), Start, null);
        queue.Enqueue(Job("nobody-0"), Start, null);
        queue.Enqueue(Job("nobody-1"), Start, null);

        Assert.Equal(["ada-1", "bob", "nobody-0", "nobody-1"], queue.Admit(Silos(9), Start).Order(StringComparer.Ordinal));
        Assert.Contains("Limits:RunningJobsPerSubmitter", queue.List(false).Single(job => job.JobId == "ada-0").Waiting, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lowest_priority_gets_its_turn_under_a_stream_of_the_highest()
    {
        var options = new JobQueueOptions { PriorityPointAfter = TimeSpan.FromMinutes(1) };
        var queue = new QueueState(options, 1000, 0);
        queue.Enqueue(Job("low", "ada", priority: -100), Start, null);
        DateTimeOffset now = Start;
        for (int minute = 0; minute < 250; minute++, now = now.AddMinutes(1))
        {
            queue.Enqueue(Job($"high-{minute}", "bob", priority: 100), now, null);
            string next = Assert.Single(queue.Admit(Silos(1), now));
            if (next == "low")
            {
                Assert.InRange(minute, 100, 202);
                return;
            }

            queue.Update(queue.Find(next)!.Ticket with { Phase = JobPhase.Completed }, now);
        }

        Assert.Fail("It waited for ever.");
    }

    [Fact]
    public void A_paused_job_gives_its_place_back_and_waits_for_another()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("a"), Start, null);
        queue.Enqueue(Job("b"), Start.AddSeconds(1), null);
        queue.Admit(Silos(1), Start);
        Assert.True(queue.Update(Job("a") with { Phase = JobPhase.Paused }, Start));

        Assert.Equal(["b"], queue.Admit(Silos(1), Start));
        Assert.True(queue.Enqueue(Job("a"), Start.AddMinutes(1), Silos(1)));
        Assert.Empty(queue.Admit(Silos(1), Start.AddMinutes(1)));

        queue.Update(Job("b") with { Phase = JobPhase.Failed }, Start.AddMinutes(2));
        Assert.Equal(["a"], queue.Admit(Silos(1), Start.AddMinutes(2)));
    }

    [Fact]
    public void A_running_job_that_the_queue_forgot_takes_its_place_again()
    {
        QueueState queue = MakeQueue();
        Assert.True(queue.Update(Job("a") with { Phase = JobPhase.Running, Round = 7 }, Start));
        queue.Enqueue(Job("b"), Start, null);

        Assert.Empty(queue.Admit(Silos(1), Start));
        Assert.Equal(7, queue.Find("a")!.Ticket.Round);
    }

    [Fact]
    public void What_a_job_tells_changes_neither_its_submitter_nor_its_labels()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("a", "ada", 3, "gpu=true"), Start, null);
        queue.Update(Job("a", "eve", 100) with { Phase = JobPhase.Starting }, Start);

        JobTicket ticket = queue.Find("a")!.Ticket;
        Assert.Equal(("ada", 3, "gpu=true"), (ticket.Submitter, ticket.Priority, ticket.Labels[0].ToString()));
    }

    [Fact]
    public void Rounds_alone_need_not_be_stored()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("a"), Start, null);
        queue.Admit(Silos(1), Start);
        Assert.True(queue.Update(Job("a") with { Phase = JobPhase.Running }, Start));

        Assert.False(queue.Update(Job("a") with { Phase = JobPhase.Running, Round = 3 }, Start));
        Assert.Equal(3, queue.List(false)[0].Round);
    }

    [Fact]
    public void An_ended_job_stays_ended()
    {
        QueueState queue = MakeQueue();
        queue.Enqueue(Job("a"), Start, null);
        queue.Update(Job("a") with { Phase = JobPhase.Cancelled, Ended = Start }, Start);

        Assert.False(queue.Update(Job("a") with { Phase = JobPhase.Running }, Start.AddSeconds(1)));
        Assert.False(queue.Enqueue(Job("a"), Start.AddSeconds(1), null));
        Assert.Empty(queue.List(includeEnded: false));
        Assert.Equal(Start, queue.List(includeEnded: true)[0].Ended);
    }

    [Fact]
    public void The_newest_ended_jobs_are_kept()
    {
        var queue = new QueueState(new JobQueueOptions { EndedJobs = 3 }, 1000, 0);
        for (int i = 0; i < 10; i++)
        {
            queue.Enqueue(Job($"job-{i}"), Start.AddMinutes(i), null);
            queue.Update(Job($"job-{i}") with { Phase = JobPhase.Completed, Ended = Start.AddMinutes(i) }, Start.AddMinutes(i));
        }

        Assert.Equal(["job-7", "job-8", "job-9"], queue.List(true).Select(job => job.JobId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_was_stored_goes_on()
    {
        QueueState before = MakeQueue();
        before.Enqueue(Job("a"), Start, null);
        before.Enqueue(Job("b"), Start.AddSeconds(1), null);
        before.Admit(Silos(1), Start);

        QueueState after = MakeQueue();
        after.Restore(before.Entries);

        Assert.Equal((1, 1), (after.WaitingCount, after.RunningCount));
        Assert.Empty(after.Admit(Silos(1), Start));
        Assert.True(after.Remove("a"));
        Assert.Equal(["b"], after.Admit(Silos(1), Start));
    }

    [Fact]
    public void Whatever_happens_places_are_never_given_twice_and_every_job_ends_up_admitted()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), commands =>
        {
            QueueState queue = MakeQueue(queuedJobs: int.MaxValue);
            ImmutableArray<SiloReport> silos = [MakeSilo("g", 1, "gpu=true"), MakeSilo("c", 2)];
            DateTimeOffset now = Start;
            int number = 0;
            foreach (byte command in commands)
            {
                now = now.AddMinutes(1);
                List<QueueEntry> running = [.. queue.Unfinished.Where(entry => entry.HoldsSlot)];
                switch (command % 4)
                {
                    case 0 or 1:
                        queue.Enqueue(Job($"job-{number++}", $"user-{command % 3}", command % 5, command % 2 == 0 ? null : "gpu=true"), now, silos);
                        break;
                    case 2 when running.Count > 0:
                        queue.Update(running[command % running.Count].Ticket with { Phase = JobPhase.Completed }, now);
                        break;
                    case 3 when running.Count > 0:
                        queue.Update(running[command % running.Count].Ticket with { Phase = JobPhase.Paused }, now);
                        break;
                }

                queue.Admit(silos, now);
                List<QueueEntry> holders = [.. queue.Unfinished.Where(entry => entry.HoldsSlot)];
                int labelled = holders.Count(entry => entry.Ticket.Labels.Length > 0);
                if (holders.Count > 3 || labelled > 1)
                    return false;

                // Nothing waits beside a free place that it could have.
                if (holders.Count < 3 && queue.Unfinished.Any(entry => entry.IsWaiting && entry.Ticket.Labels.Length == 0))
                    return false;
                if (labelled == 0 && holders.Count < 3 && queue.Unfinished.Any(entry => entry.IsWaiting))
                    return false;
            }

            for (int i = 0; i <= 2 * number; i++)
            {
                now = now.AddMinutes(1);
                foreach (QueueEntry entry in queue.Unfinished.ToList())
                    queue.Update(entry.Ticket with { Phase = entry.HoldsSlot ? JobPhase.Completed : JobPhase.Queued }, now);
                queue.Admit(silos, now);
            }

            return !queue.Unfinished.Any();
        }).QuickCheckThrowOnFailure();
    }
}
