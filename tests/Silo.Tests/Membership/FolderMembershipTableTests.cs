using System.Net;
using Starling.Silo.Membership;
using Xunit;

namespace Starling.Silo.Tests.Membership;

public sealed class FolderMembershipTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("starling-members-").FullName;
    private readonly FolderMembershipTable table;

    public FolderMembershipTableTests() => table = Open();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_member_is_read_as_it_was_written()
    {
        await table.InitializeMembershipTable(true);
        MembershipEntry entry = Entry(1);
        entry.AddSuspector(Silo(2), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        TableVersion version = (await table.ReadAll()).Version;
        Assert.True(await table.InsertRow(entry, version.Next()));

        MembershipTableData read = await Open().ReadAll();
        Tuple<MembershipEntry, string> member = Assert.Single(read.Members);
        Assert.Equal(entry.SiloAddress, member.Item1.SiloAddress);
        Assert.Equal(SiloStatus.Active, member.Item1.Status);
        Assert.Equal((30001, "silo-1", "host"), (member.Item1.ProxyPort, member.Item1.SiloName, member.Item1.HostName));
        Assert.Equal(Silo(2), Assert.Single(member.Item1.SuspectTimes!).Item1);
        Assert.Equal(version.Version + 1, read.Version.Version);
    }

    [Fact]
    public async Task Of_many_that_change_the_table_at_once_one_does()
    {
        await table.InitializeMembershipTable(true);
        TableVersion version = (await table.ReadAll()).Version;
        bool[] inserted = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => Open().InsertRow(Entry(number), version.Next()))));

        Assert.Equal(1, inserted.Count(one => one));
        Assert.Single((await table.ReadAll()).Members);
    }

    [Fact]
    public async Task A_row_that_somebody_else_changed_is_not_written_over()
    {
        await table.InitializeMembershipTable(true);
        await table.InsertRow(Entry(1), (await table.ReadAll()).Version.Next());
        MembershipTableData seen = await table.ReadAll();
        (MembershipEntry entry, string tag) = seen.Members[0];
        entry.Status = SiloStatus.ShuttingDown;
        Assert.True(await table.UpdateRow(entry, tag, seen.Version.Next()));

        entry.Status = SiloStatus.Dead;
        Assert.False(await table.UpdateRow(entry, tag, seen.Version.Next()));
        MembershipTableData newest = await table.ReadAll();
        Assert.False(await table.UpdateRow(entry, tag, newest.Version.Next()));
        Assert.Equal(SiloStatus.ShuttingDown, (await table.ReadAll()).Members[0].Item1.Status);
    }

    [Fact]
    public async Task A_sign_of_life_is_no_change()
    {
        await table.InitializeMembershipTable(true);
        await table.InsertRow(Entry(1), (await table.ReadAll()).Version.Next());
        MembershipTableData before = await table.ReadAll();
        var now = new DateTime(2026, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        await table.UpdateIAmAlive(new MembershipEntry { SiloAddress = Silo(1), IAmAliveTime = now });

        MembershipTableData after = await table.ReadAll();
        Assert.Equal(before.Version, after.Version);
        Assert.Equal(now, after.Members[0].Item1.IAmAliveTime);
        Assert.True(await table.UpdateRow(before.Members[0].Item1, before.Members[0].Item2, before.Version.Next()));
    }

    [Fact]
    public async Task Dead_members_are_forgotten_in_time()
    {
        await table.InitializeMembershipTable(true);
        MembershipEntry dead = Entry(1);
        dead.Status = SiloStatus.Dead;
        await table.InsertRow(dead, (await table.ReadAll()).Version.Next());
        await table.InsertRow(Entry(2), (await table.ReadAll()).Version.Next());
        await table.CleanupDefunctSiloEntries(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(Silo(2), Assert.Single((await table.ReadAll()).Members).Item1.SiloAddress);
    }

    private static SiloAddress Silo(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11000 + number), 7);

    private static MembershipEntry Entry(int number) => new()
    {
        SiloAddress = Silo(number),
        Status = SiloStatus.Active,
        ProxyPort = 30000 + number,
        HostName = "host",
        SiloName = $"silo-{number}",
        StartTime = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        IAmAliveTime = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    private FolderMembershipTable Open() => new(folder, "test", TimeProvider.System);
}
