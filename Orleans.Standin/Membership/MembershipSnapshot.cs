using System.Collections.Immutable;

namespace Orleans.Runtime.MembershipService;

/// <summary>The membership as a silo knows it: a version of the table and its entries. It does not change.</summary>
internal sealed class MembershipSnapshot
{
    public static readonly MembershipSnapshot Empty = new(-1, []);

    public MembershipSnapshot(int version, IEnumerable<MembershipEntry> entries)
    {
        Version = version;
        Entries = entries.ToImmutableDictionary(entry => entry.SiloAddress);
        Active = [.. Entries.Values.Where(entry => entry.Status == SiloStatus.Active).Select(entry => entry.SiloAddress).Order()];
        Statuses = Entries.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Status);
    }

    public int Version { get; }

    public ImmutableDictionary<SiloAddress, MembershipEntry> Entries { get; }

    /// <summary>The active silos, in an order that is the same everywhere.</summary>
    public ImmutableArray<SiloAddress> Active { get; }

    public IReadOnlyDictionary<SiloAddress, SiloStatus> Statuses { get; }

    public static MembershipSnapshot Of(MembershipTableData table) => new(table.Version.Version, table.Members.Select(row => row.Item1.Copy()));

    /// <summary>
    /// A silo's status. One that is missing, while a later run at its endpoint is there, is dead: its entry was cleaned up.
    /// </summary>
    public SiloStatus StatusOf(SiloAddress silo)
    {
        if (Entries.TryGetValue(silo, out MembershipEntry? entry)) return entry.Status;
        bool isFollowed = Entries.Keys.Any(other => other.Endpoint.Equals(silo.Endpoint) && other.Generation > silo.Generation);
        return isFollowed ? SiloStatus.Dead : SiloStatus.None;
    }
}
