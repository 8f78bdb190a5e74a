using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Orleans.Runtime.MembershipService;

/// <summary>A membership table in a database. Rows have no tags of their own: the version of the table stands for all of them.</summary>
internal sealed class AdoNetClusteringTable(IOptions<AdoNetClusteringSiloOptions> options, IOptions<ClusterOptions> cluster) : IMembershipTable
{
    private MembershipQueries? _queries;

    private MembershipQueries Queries => _queries ?? throw new InvalidOperationException("The membership table is not initialized.");

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        AdoNetClusteringSiloOptions value = options.Value;
        MembershipQueries.Validate(nameof(AdoNetClusteringSiloOptions), value.Invariant, value.ConnectionString, value.DataSource);
        _queries ??= await MembershipQueries.OpenAsync(value.Invariant, value.ConnectionString, value.DataSource, cluster.Value.ClusterId);
        if (tryInitTableVersion) await _queries.InsertVersionAsync();
    }

    public Task DeleteMembershipTableEntries(string clusterId) => Queries.DeleteAsync(clusterId);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Queries.CleanUpAsync(beforeDate);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => Queries.ReadRowAsync(key);

    public Task<MembershipTableData> ReadAll() => Queries.ReadAllAsync();

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Queries.InsertAsync(entry, tableVersion.VersionEtag);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Queries.UpdateAsync(entry, tableVersion.VersionEtag);

    public Task UpdateIAmAlive(MembershipEntry entry) => Queries.UpdateIAmAliveAsync(entry.SiloAddress, entry.IAmAliveTime);
}

/// <summary>The gateways of the active silos of a membership table in a database.</summary>
internal sealed class AdoNetGatewayListProvider(
    IOptions<AdoNetClusteringClientOptions> options, IOptions<GatewayOptions> gateways, IOptions<ClusterOptions> cluster) : IGatewayListProvider
{
    private MembershipQueries? _queries;

    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public async Task InitializeGatewayListProvider()
    {
        AdoNetClusteringClientOptions value = options.Value;
        MembershipQueries.Validate(nameof(AdoNetClusteringClientOptions), value.Invariant, value.ConnectionString, value.DataSource);
        _queries = await MembershipQueries.OpenAsync(value.Invariant, value.ConnectionString, value.DataSource, cluster.Value.ClusterId);
    }

    public Task<IList<Uri>> GetGateways() => _queries!.ReadGatewaysAsync();
}
