using Starling.Client.Results;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class EventDigestTests
{
    [Fact]
    public void Few_events_are_all_kept_in_order()
    {
        var run = new SampleRun(rounds: 5);
        var digest = new EventDigest();
        foreach (JobEvent item in run.Events)
            digest.Add(item);

        Assert.Equal(run.Events.Select(item => item.Sequence), digest.Kept.Select(item => item.Sequence));
        Assert.Equal(run.Events.Count, digest.Total);
    }

    [Fact]
    public void Of_many_events_of_a_kind_the_first_and_the_newest_are_kept()
    {
        var digest = new EventDigest(firstPerKind: 2, newestPerKind: 3);
        for (int i = 0; i < 100; i++)
            digest.Add(new JobEvent { Sequence = i, Kind = i == 50 ? JobEventKinds.Warning : JobEventKinds.Retried, Message = "" });

        Assert.Equal([0, 1, 50, 97, 98, 99], digest.Kept.Select(item => (int)item.Sequence));
        Assert.Equal(99, digest.Counts[JobEventKinds.Retried]);
        Assert.Equal(1, digest.Counts[JobEventKinds.Warning]);
    }
}
