using System.Globalization;

namespace Orleans.Runtime.MembershipService;

/// <summary>A membership table in the memory of one silo. It is gone with that silo.</summary>
internal sealed class InMemoryMembershipTable : IMembershipTable
{
    private readonly Dictionary<SiloAddress, (MembershipEntry Entry, string Tag)> _rows = [];
    private readonly Lock _gate = new();
    private TableVersion _version = new(0, "0");
    private long _lastTag;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    public Task DeleteMembershipTableEntries(string clusterId)
    {
        lock (_gate) _rows.Clear();
        return Task.CompletedTask;
    }

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        lock (_gate)
        {
            foreach (var (silo, row) in _rows.ToArray())
            {
                if (row.Entry.Status == SiloStatus.Dead && row.Entry.LastSignOfLife < beforeDate.UtcDateTime) _rows.Remove(silo);
            }
        }

        return Task.CompletedTask;
    }

    public Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        lock (_gate)
        {
            return Task.FromResult(_rows.TryGetValue(key, out var row)
                ? new MembershipTableData(Tuple.Create(row.Entry.Copy(), row.Tag), _version)
                : new MembershipTableData(_version));
        }
    }

    public Task<MembershipTableData> ReadAll()
    {
        lock (_gate) return Task.FromResult(new MembershipTableData([.. _rows.Values.Select(row => Tuple.Create(row.Entry.Copy(), row.Tag))], _version));
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion)
    {
        lock (_gate) return Task.FromResult(!_rows.ContainsKey(entry.SiloAddress) && TryWrite(entry, tableVersion));
    }

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
    {
        lock (_gate)
        {
            bool isAsRead = _rows.TryGetValue(entry.SiloAddress, out var row) && string.Equals(row.Tag, etag, StringComparison.Ordinal);
            return Task.FromResult(isAsRead && TryWrite(entry, tableVersion));
        }
    }

    public Task UpdateIAmAlive(MembershipEntry entry)
    {
        lock (_gate)
        {
            if (_rows.TryGetValue(entry.SiloAddress, out var row)) row.Entry.IAmAliveTime = entry.IAmAliveTime;
        }

        return Task.CompletedTask;
    }

    private bool TryWrite(MembershipEntry entry, TableVersion version)
    {
        if (!string.Equals(_version.VersionEtag, version.VersionEtag, StringComparison.Ordinal)) return false;
        _rows[entry.SiloAddress] = (entry.Copy(), NewTag());
        _version = new TableVersion(version.Version, NewTag());
        return true;
    }

    private string NewTag() => (++_lastTag).ToString(CultureInfo.InvariantCulture);
}
