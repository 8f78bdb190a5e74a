using Starling.Silo.Settings;
using Starling.Silo.Storage;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Silo.Tests.Storage;

/// <summary>Silos that meet in a real PostgreSQL and keep their jobs there.</summary>
public sealed class PostgreSqlTests : ServerStorageTests
{
    private PostgreSqlServer? server;

    protected override string? Missing => PostgreSqlServer.IsInstalled ? null : "There is no PostgreSQL on this machine.";

    [Fact]
    public Task Silos_meet_in_the_database_and_run_a_job() => MeetAndRunAsync();

    [Fact]
    public async Task The_schema_may_be_applied_by_many_at_once_and_again()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PostgreSqlSchema.Apply(server!.ConnectionString))));
        PostgreSqlSchema.Apply(server!.ConnectionString);
    }

    protected override async Task<IAsyncDisposable> StartServerAsync() => server = await PostgreSqlServer.StartAsync(Cancellation);

    protected override void Configure(HostSettings settings)
    {
        (settings.Clustering.Kind, settings.Clustering.ConnectionString) = (ClusteringKind.PostgreSql, server!.ConnectionString);
        (settings.Storage.Kind, settings.Storage.ConnectionString) = (StorageKind.PostgreSql, server.ConnectionString);
    }
}
