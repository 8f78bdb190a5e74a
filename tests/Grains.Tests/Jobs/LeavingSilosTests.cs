using System.Net;
using Starling.Grains.Jobs;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Jobs;

public sealed class LeavingSilosTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly SiloAddress One = Silo(port: 1);
    private static readonly SiloAddress Two = Silo(port: 2);

    private readonly ManualTimeProvider time = new();
    private readonly Dictionary<SiloAddress, SiloStatus> members = new() { [One] = SiloStatus.Active, [Two] = SiloStatus.Active };
    private readonly LeavingSilos leaving;

    public LeavingSilosTests() => leaving = new LeavingSilos(() => members, time, Patience);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Where_nobody_leaves_nobody_waits()
    {
        Assert.True(leaving.GoneAsync(Cancellation).IsCompletedSuccessfully);
        Assert.False(leaving.AreAnnounced);
    }

    [Fact]
    public async Task A_silo_that_says_so_is_waited_for_from_before_it_stops_until_it_has()
    {
        leaving.Announce(One);
        Task gone = leaving.GoneAsync(Cancellation);
        foreach (SiloStatus status in (SiloStatus[])[SiloStatus.Active, SiloStatus.ShuttingDown, SiloStatus.Stopping])
        {
            members[One] = status;
            time.Advance(LeavingSilos.Pause);
            Assert.False(gone.IsCompleted);
            Assert.True(leaving.IsWaiting);
        }

        members[One] = SiloStatus.Dead;
        time.Advance(LeavingSilos.Pause);

        await gone;
        Assert.False(leaving.IsWaiting);
        Assert.False(leaving.AreAnnounced);
    }

    [Fact]
    public async Task A_silo_that_stops_without_a_word_is_waited_for_too()
    {
        members[Two] = SiloStatus.ShuttingDown;
        Task gone = leaving.GoneAsync(Cancellation);
        Assert.False(gone.IsCompleted);

        members.Remove(Two);
        time.Advance(LeavingSilos.Pause);

        await gone;
    }

    [Fact]
    public async Task Who_says_so_meanwhile_is_waited_for_with_the_first()
    {
        leaving.Announce(One);
        Task gone = leaving.GoneAsync(Cancellation);
        leaving.Announce(Two);
        members[One] = SiloStatus.Dead;
        time.Advance(LeavingSilos.Pause);
        Assert.False(gone.IsCompleted);

        members[Two] = SiloStatus.Dead;
        time.Advance(LeavingSilos.Pause);

        await gone;
    }

    [Fact]
    public async Task A_silo_that_does_not_leave_is_not_waited_for_for_ever()
    {
        leaving.Announce(One);
        Task gone = leaving.GoneAsync(Cancellation);
        while (!gone.IsCompleted)
            time.Advance(LeavingSilos.Pause);

        await gone;
        Assert.Equal(Patience, time.GetUtcNow() - new ManualTimeProvider().GetUtcNow());
        Assert.False(leaving.AreAnnounced);
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer()
    {
        leaving.Announce(One);
        using var stop = new CancellationTokenSource();
        Task gone = leaving.GoneAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(leaving.IsWaiting);
    }

    private static SiloAddress Silo(int port) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1);
}
