using System.Globalization;
using System.Text.Json;
using Starling.Silo.Storage;

namespace Starling.Silo.Membership;

/// <summary>
/// The list of a cluster's silos in a file of a folder that all of them see: for several processes on one machine, none of
/// which is more important than the others. Changes are made under a lock and by renaming, and only where nobody else made one
/// meanwhile.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="clusterId">The cluster.</param>
/// <param name="time">The clock.</param>
internal sealed class FolderMembershipTable(string folder, string clusterId, TimeProvider time) : IMembershipTable
{
    private readonly string path = Path.Combine(Path.GetFullPath(folder), $"{clusterId}.members.json");

    /// <inheritdoc/>
    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        using IDisposable held = await LockAsync();
        if (!File.Exists(path))
            Save(new MemberList());
    }

    /// <inheritdoc/>
    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        using IDisposable held = await LockAsync();
        File.Delete(path);
    }

    /// <inheritdoc/>
    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        using IDisposable held = await LockAsync();
        MemberList list = Load();
        if (list.Members.RemoveAll(member => member.Status == SiloStatus.Dead && member.IAmAlive < beforeDate.UtcDateTime) > 0)
            Save(list);
    }

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        using IDisposable held = await LockAsync();
        MemberList list = Load();
        return list.ToTable(list.Members.Where(member => member.Is(key)));
    }

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadAll()
    {
        using IDisposable held = await LockAsync();
        MemberList list = Load();
        return list.ToTable(list.Members);
    }

    /// <inheritdoc/>
    public async Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion)
    {
        using IDisposable held = await LockAsync();
        MemberList list = Load();
        if (list.Tag != tableVersion.VersionEtag || list.Members.Exists(member => member.Is(entry.SiloAddress)))
            return false;

        list.Members.Add(Member.From(entry));
        list.Version = tableVersion.Version;
        Save(list);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
    {
        using IDisposable held = await LockAsync();
        MemberList list = Load();
        int index = list.Members.FindIndex(member => member.Is(entry.SiloAddress));
        if (list.Tag != tableVersion.VersionEtag || index < 0 || list.Members[index].Tag != etag)
            return false;

        list.Members[index] = Member.From(entry) with { Row = list.Members[index].Row + 1 };
        list.Version = tableVersion.Version;
        Save(list);
        return true;
    }

    /// <inheritdoc/>
    public async Task UpdateIAmAlive(MembershipEntry entry)
    {
        using IDisposable held = await LockAsync();
        MemberList list = Load();
        int index = list.Members.FindIndex(member => member.Is(entry.SiloAddress));
        if (index < 0)
            return;

        // A sign of life is no change: neither the row's version nor the table's moves.
        list.Members[index] = list.Members[index] with { IAmAlive = entry.IAmAliveTime };
        Save(list);
    }

    private Task<IDisposable> LockAsync() => FolderLock.TakeAsync(Path.GetDirectoryName(path)!, time, CancellationToken.None);

    private MemberList Load() =>
        FolderFile.Read(path) is { } stored ? JsonSerializer.Deserialize<MemberList>(stored.Content)! : new MemberList();

    private void Save(MemberList list) => FolderFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(list));

    private sealed class MemberList
    {
        public int Version { get; set; }

        public List<Member> Members { get; set; } = [];

        [System.Text.Json.Serialization.JsonIgnore]
        public string Tag => Version.ToString(CultureInfo.InvariantCulture);

        public MembershipTableData ToTable(IEnumerable<Member> members) =>
            new([.. members.Select(member => Tuple.Create(member.ToEntry(), member.Tag))], new TableVersion(Version, Tag));
    }

    private sealed record Member
    {
        public required string Address { get; init; }

        public SiloStatus Status { get; init; }

        public List<Vote> Votes { get; init; } = [];

        public int ProxyPort { get; init; }

        public string HostName { get; init; } = "";

        public string SiloName { get; init; } = "";

        public DateTime Start { get; init; }

        public DateTime IAmAlive { get; init; }

        public int Row { get; init; }

        [System.Text.Json.Serialization.JsonIgnore]
        public string Tag => Row.ToString(CultureInfo.InvariantCulture);

        public static Member From(MembershipEntry entry) => new()
        {
            Address = entry.SiloAddress.ToParsableString(),
            Status = entry.Status,
            Votes = [.. (entry.SuspectTimes ?? []).Select(vote => new Vote(vote.Item1.ToParsableString(), vote.Item2))],
            ProxyPort = entry.ProxyPort,
            HostName = entry.HostName,
            SiloName = entry.SiloName,
            Start = entry.StartTime,
            IAmAlive = entry.IAmAliveTime,
        };

        public bool Is(SiloAddress silo) => Address == silo.ToParsableString();

        public MembershipEntry ToEntry() => new()
        {
            SiloAddress = SiloAddress.FromParsableString(Address),
            Status = Status,
            SuspectTimes = [.. Votes.Select(vote => Tuple.Create(SiloAddress.FromParsableString(vote.Silo), vote.Time))],
            ProxyPort = ProxyPort,
            HostName = HostName,
            SiloName = SiloName,
            StartTime = Start,
            IAmAliveTime = IAmAlive,
        };
    }

    private sealed record Vote(string Silo, DateTime Time);
}
