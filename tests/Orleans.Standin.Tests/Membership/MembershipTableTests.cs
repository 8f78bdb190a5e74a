using System.Net;
using Orleans.Runtime.MembershipService;
using Xunit;

namespace Orleans.Standin.Tests.Membership;

/// <summary>What every membership table has to do.</summary>
public abstract class MembershipTableTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>A table of a cluster of its own.</summary>
    private protected abstract Task<IMembershipTable> NewTableAsync();

    [Fact]
    public async Task What_is_written_is_read()
    {
        IMembershipTable table = await NewTableAsync();
        MembershipEntry entry = Entry(1);
        Assert.True(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));

        MembershipTableData read = await table.ReadAll();
        (MembershipEntry row, string tag) = Assert.Single(read.Members);
        row.AddSuspector(Silo(2), Start.AddSeconds(3));
        row.Status = SiloStatus.ShuttingDown;
        Assert.True(await table.UpdateRow(row, tag, read.Version.Next()));
        MembershipEntry again = (await table.ReadRow(entry.SiloAddress)).Members[0].Item1;

        Assert.Equal((entry.SiloAddress, SiloStatus.ShuttingDown, "silo 1", "host", 77), (again.SiloAddress, again.Status, again.SiloName, again.HostName, again.ProxyPort));
        Assert.Equal((Start, Start.AddSeconds(1)), (again.StartTime.ToUniversalTime(), again.IAmAliveTime.ToUniversalTime()));
        Assert.Equal(Tuple.Create(Silo(2), Start.AddSeconds(3)), Assert.Single(again.SuspectTimes!));
        Assert.Empty((await table.ReadRow(Silo(9))).Members);
    }

    [Fact]
    public async Task Every_change_raises_the_version_and_one_that_comes_late_is_refused()
    {
        IMembershipTable table = await NewTableAsync();
        TableVersion first = (await table.ReadAll()).Version;
        Assert.True(await table.InsertRow(Entry(1), first.Next()));

        Assert.False(await table.InsertRow(Entry(2), first.Next()));
        Assert.False(await table.InsertRow(Entry(1), (await table.ReadAll()).Version.Next()));

        MembershipTableData read = await table.ReadAll();
        Assert.Equal(first.Version + 1, read.Version.Version);
        (MembershipEntry row, string tag) = Assert.Single(read.Members);
        Assert.True(await table.UpdateRow(WithStatus(row, SiloStatus.Dead), tag, read.Version.Next()));

        // The silo itself, which stood still meanwhile, writes what it had read before.
        Assert.False(await table.UpdateRow(WithStatus(row, SiloStatus.Active), tag, read.Version.Next()));
        Assert.False(await table.UpdateRow(Entry(3), tag, (await table.ReadAll()).Version.Next()));
        Assert.Equal(SiloStatus.Dead, Assert.Single((await table.ReadAll()).Members).Item1.Status);
    }

    [Fact]
    public async Task One_of_many_that_write_at_once_wins()
    {
        IMembershipTable table = await NewTableAsync();
        TableVersion version = (await table.ReadAll()).Version;

        bool[] won = await Task.WhenAll(Enumerable.Range(1, 10).Select(index => Task.Run(() => table.InsertRow(Entry(index), version.Next()))));

        Assert.Equal(1, won.Count(ok => ok));
        Assert.Single((await table.ReadAll()).Members);
    }

    [Fact]
    public async Task A_sign_of_life_changes_nothing_else()
    {
        IMembershipTable table = await NewTableAsync();
        await table.InsertRow(Entry(1), (await table.ReadAll()).Version.Next());
        MembershipTableData before = await table.ReadAll();

        await table.UpdateIAmAlive(new MembershipEntry { SiloAddress = Silo(1), IAmAliveTime = Start.AddMinutes(5) });
        MembershipTableData after = await table.ReadAll();

        Assert.Equal(before.Version.Version, after.Version.Version);
        Assert.Equal(Start.AddMinutes(5), after.Members[0].Item1.IAmAliveTime.ToUniversalTime());
        Assert.Equal("silo 1", after.Members[0].Item1.SiloName);
    }

    [Fact]
    public async Task Old_entries_of_the_dead_are_removed()
    {
        IMembershipTable table = await NewTableAsync();
        Assert.True(await table.InsertRow(Entry(1), (await table.ReadAll()).Version.Next()));
        Assert.True(await table.InsertRow(WithStatus(Entry(2), SiloStatus.Dead), (await table.ReadAll()).Version.Next()));

        await table.CleanupDefunctSiloEntries(new DateTimeOffset(Start.AddDays(1)));

        Assert.Equal(Silo(1), Assert.Single((await table.ReadAll()).Members).Item1.SiloAddress);
    }

    private protected static SiloAddress Silo(int index) => SiloAddress.New(IPAddress.Loopback, 1000 + index, 5);

    private static MembershipEntry WithStatus(MembershipEntry entry, SiloStatus status)
    {
        MembershipEntry copy = entry.Copy();
        copy.Status = status;
        return copy;
    }

    private static MembershipEntry Entry(int index) => new()
    {
        SiloAddress = Silo(index),
        SiloName = $"silo {index}",
        HostName = "host",
        Status = SiloStatus.Active,
        ProxyPort = 77,
        StartTime = Start,
        IAmAliveTime = Start.AddSeconds(1),
    };
}

public sealed class InMemoryMembershipTableTests : MembershipTableTests
{
    private protected override Task<IMembershipTable> NewTableAsync() => Task.FromResult<IMembershipTable>(new InMemoryMembershipTable());
}
