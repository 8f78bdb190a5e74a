using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Inventory;

/// <summary>Hosts <see cref="SiloReports"/>. When its silo goes away it begins anew elsewhere, and knows all a second later.</summary>
internal sealed class InventoryGrain(ISiloStatusOracle members) : Grain, IInventoryGrain
{
    private readonly SiloReports reports = new();

    public Task ReportAsync(SiloReport report)
    {
        reports.Add(report);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<SiloReport>> ListAsync()
    {
        HashSet<string> active = [.. members.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => silo.ToString())];
        return Task.FromResult(reports.Of(active.Contains));
    }
}
