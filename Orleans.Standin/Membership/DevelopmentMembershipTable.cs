using System.Net;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.MembershipService;

/// <summary>A row, its tag, and the version of the table that a change is conditioned on.</summary>
[GenerateSerializer]
internal sealed record RowMessage(MembershipEntry Entry, string Tag, TableVersion? Version);

/// <summary>Rows of the table, and its version.</summary>
[GenerateSerializer]
internal sealed record TableMessage(List<Tuple<MembershipEntry, string>> Rows, TableVersion Version);

/// <summary>
/// The table of a development cluster: the first silo has it in memory, the others ask it. Without that silo there are no
/// changes any more, so that nobody can join and nobody is declared dead.
/// </summary>
internal sealed class DevelopmentMembershipTable : IMembershipTable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly SystemCalls _calls;
    private readonly SiloAddress _primary;
    private readonly string _clusterId;

    public DevelopmentMembershipTable(SystemCalls calls, SiloAddress self, IPEndPoint primary, string clusterId)
    {
        _calls = calls;
        _clusterId = clusterId;
        bool isPrimary = self.Endpoint.Equals(primary);
        _primary = isPrimary ? self : SiloAddress.New(primary, 0);
        if (isPrimary) Serve(calls, new InMemoryMembershipTable());
    }

    // Also how a silo waits for the first one.
    public Task InitializeMembershipTable(bool tryInitTableVersion) => ReadAll();

    public Task DeleteMembershipTableEntries(string clusterId) =>
        throw new NotSupportedException($"The table of the development cluster '{_clusterId}' is gone with its first silo.");

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => AskAsync<DateTime, Nothing>(SystemOperation.CleanUpTable, beforeDate.UtcDateTime);

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        MembershipTableData all = await ReadAll();
        return all.TryGet(key) is { } row ? new MembershipTableData(row, all.Version) : new MembershipTableData(all.Version);
    }

    public async Task<MembershipTableData> ReadAll()
    {
        TableMessage table = await AskAsync<Nothing, TableMessage>(SystemOperation.ReadTable, Nothing.Value);
        return new MembershipTableData(table.Rows, table.Version);
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        AskAsync<RowMessage, bool>(SystemOperation.InsertRow, new RowMessage(entry, "", tableVersion));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        AskAsync<RowMessage, bool>(SystemOperation.UpdateRow, new RowMessage(entry, etag, tableVersion));

    public Task UpdateIAmAlive(MembershipEntry entry) => AskAsync<RowMessage, Nothing>(SystemOperation.UpdateIAmAlive, new RowMessage(entry, "", null));

    private static void Serve(SystemCalls calls, InMemoryMembershipTable table)
    {
        calls.Handle<Nothing, TableMessage>(SystemOperation.ReadTable, async (_, _) =>
        {
            MembershipTableData data = await table.ReadAll();
            return new TableMessage([.. data.Members], data.Version);
        });
        calls.Handle<RowMessage, bool>(SystemOperation.InsertRow, async (_, row) => await table.InsertRow(row.Entry, row.Version!));
        calls.Handle<RowMessage, bool>(SystemOperation.UpdateRow, async (_, row) => await table.UpdateRow(row.Entry, row.Tag, row.Version!));
        calls.Handle<RowMessage, Nothing>(SystemOperation.UpdateIAmAlive, async (_, row) =>
        {
            await table.UpdateIAmAlive(row.Entry);
            return Nothing.Value;
        });
        calls.Handle<DateTime, Nothing>(SystemOperation.CleanUpTable, async (_, before) =>
        {
            await table.CleanupDefunctSiloEntries(new DateTimeOffset(before, TimeSpan.Zero));
            return Nothing.Value;
        });
    }

    private Task<TAnswer> AskAsync<TRequest, TAnswer>(SystemOperation operation, TRequest request) =>
        _calls.AskAsync<TRequest, TAnswer>(_primary, operation, request, Limit, CancellationToken.None);
}
