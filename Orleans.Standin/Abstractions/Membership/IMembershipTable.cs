using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// Where the silos of a cluster are written down. Every change of a row raises the version of the whole table in the same step,
/// and happens only where row and table are as the writer read them, so that silos cannot disagree about who lives.
/// </summary>
public interface IMembershipTable
{
    /// <summary>Gets the table ready; called first.</summary>
    Task InitializeMembershipTable(bool tryInitTableVersion);

    /// <summary>Removes every row of a cluster.</summary>
    Task DeleteMembershipTableEntries(string clusterId);

    /// <summary>Removes the rows of silos that are gone for longer than since <paramref name="beforeDate"/>.</summary>
    Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate);

    /// <summary>Reads one row and the version.</summary>
    Task<MembershipTableData> ReadRow(SiloAddress key);

    /// <summary>Reads every row and the version.</summary>
    Task<MembershipTableData> ReadAll();

    /// <summary>Adds a row; false where it is there, or the table is no longer as it was read.</summary>
    Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion);

    /// <summary>Changes a row; false where it, or the table, is no longer as it was read.</summary>
    Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion);

    /// <summary>Writes a row's "I am alive" time, without condition and without a new version.</summary>
    Task UpdateIAmAlive(MembershipEntry entry);
}

/// <summary>What was read of a membership table: rows with their tags, and the version.</summary>
public sealed class MembershipTableData
{
    /// <summary>Makes data of rows; dead silos go last.</summary>
    [SuppressMessage("Design", "CA1002:Do not expose generic lists", Justification = "The signature is that of Orleans.")]
    public MembershipTableData(List<Tuple<MembershipEntry, string>> list, TableVersion version)
    {
        Members = [.. list.OrderBy(row => row.Item1.Status == SiloStatus.Dead).ThenBy(row => row.Item1.SiloName, StringComparer.Ordinal)];
        Version = version;
    }

    /// <summary>Makes data of one row.</summary>
    public MembershipTableData(Tuple<MembershipEntry, string> tuple, TableVersion version)
    {
        Members = [tuple];
        Version = version;
    }

    /// <summary>Makes data of no rows.</summary>
    public MembershipTableData(TableVersion version)
    {
        Members = [];
        Version = version;
    }

    /// <summary>The rows and their tags.</summary>
    public IReadOnlyList<Tuple<MembershipEntry, string>> Members { get; private set; }

    /// <summary>The version.</summary>
    public TableVersion Version { get; private set; }

    /// <summary>The row of a silo; null where there is none.</summary>
    public Tuple<MembershipEntry, string>? TryGet(SiloAddress silo) => Members.FirstOrDefault(row => row.Item1.SiloAddress.Equals(silo));

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Members.Count} silos, Version={Version}: {string.Join(", ", Members.Select(row => $"{row.Item1.SiloAddress} {row.Item1.Status}"))}";
}
