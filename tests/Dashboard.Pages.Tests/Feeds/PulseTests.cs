using Starling.Dashboard.Feeds;
using Starling.TestSupport;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Feeds;

public sealed class PulseTests
{
    private readonly ManualTimeProvider time = new();
    private int beats;

    [Fact]
    public void TheFirstSignalIsPassedOnAtOnce()
    {
        using Pulse pulse = Make();
        pulse.Signal();
        time.Advance(TimeSpan.Zero);

        Assert.Equal(1, beats);
    }

    [Fact]
    public void ManySignalsAreAtMostOneInAnInterval()
    {
        using Pulse pulse = Make();
        for (int millisecond = 0; millisecond < 1000; millisecond++)
        {
            pulse.Signal();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(beats, 9, 11);
    }

    [Fact]
    public void TheLastSignalIsNotLost()
    {
        using Pulse pulse = Make();
        pulse.Signal();
        time.Advance(TimeSpan.Zero);
        pulse.Signal();
        pulse.Signal();
        Assert.Equal(1, beats);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, beats);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, beats);
    }

    private Pulse Make() => new(time, TimeSpan.FromMilliseconds(100), () => beats++);
}
