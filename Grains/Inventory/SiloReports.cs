using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Inventory;

/// <summary>The newest report of every silo, by address: a silo that was restarted is another one.</summary>
internal sealed class SiloReports
{
    private readonly Dictionary<string, SiloReport> reports = new(StringComparer.Ordinal);

    /// <summary>Takes a report.</summary>
    public void Add(SiloReport report) => reports[report.Address] = report;

    /// <summary>The reports of the members, by name. Those of others are forgotten.</summary>
    /// <param name="isMember">Whether the silo of an address is an active member of the cluster.</param>
    public ImmutableArray<SiloReport> Of(Func<string, bool> isMember)
    {
        foreach (string gone in reports.Keys.Where(address => !isMember(address)).ToList())
            reports.Remove(gone);

        return [.. reports.Values.OrderBy(report => report.Name, StringComparer.Ordinal).ThenBy(report => report.Address, StringComparer.Ordinal)];
    }
}
