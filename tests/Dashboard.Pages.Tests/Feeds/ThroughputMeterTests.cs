using Starling.Dashboard.Feeds;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Feeds;

public sealed class ThroughputMeterTests
{
    private readonly ThroughputMeter meter = new(most: 5);
    private DateTimeOffset now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void RatesAreThoseOfAllJobsTogether()
    {
        Take(0, Job("a", 10, 100), Job("b", 0, 0));
        Take(2, Job("a", 14, 300), Job("b", 2, 600));

        ThroughputPoint point = Assert.Single(meter.Points);
        Assert.Equal(3, point.Rounds);
        Assert.Equal(400, point.Bytes);
    }

    [Fact]
    public void AJobThatAppearsOrGoesBackDoesNotCount()
    {
        Take(0, Job("a", 10, 100));
        Take(1, Job("a", 3, 30), Job("new", 1000, 1000));

        Assert.Equal(0, Assert.Single(meter.Points).Rounds);
        Take(1, Job("a", 5, 30), Job("new", 1001, 1000));
        Assert.Equal(3, meter.Points[^1].Rounds);
    }

    [Fact]
    public void OldPointsMakeRoom()
    {
        for (int i = 0; i < 20; i++)
            Take(1, Job("a", i, 0));

        Assert.Equal(5, meter.Points.Length);
    }

    private static JobStatus Job(string id, int rounds, long bytes) => new()
    {
        JobId = id, Totals = new JobTotals { Rounds = rounds, BytesUp = bytes / 2, BytesDown = bytes - (bytes / 2) },
    };

    private void Take(int seconds, params JobStatus[] jobs)
    {
        now = now.AddSeconds(seconds);
        meter.Take(jobs, now);
    }
}
