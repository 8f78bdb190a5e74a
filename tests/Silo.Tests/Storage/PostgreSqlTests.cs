using Microsoft.Extensions.DependencyInjection;
using Starling.GrainInterfaces;
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
    public async Task Silos_meet_in_the_database_and_run_a_job()
    {
        // Both at once: each finds the tables missing.
        StorageSilo[] silos = await Task.WhenAll(StartAsync(), StartAsync());
        try
        {
            foreach (StorageSilo silo in silos)
            {
                await Until.TrueAsync(
                    () => Task.FromResult(silo.Services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count == 2),
                    TimeSpan.FromSeconds(60),
                    Cancellation);
            }

            string id = await silos[0].Client.SubmitAsync(SmallJobs.Checkpointed(), cancellationToken: Cancellation);
            await foreach (JobEvent happened in silos[1].Client.WatchAsync(id, cancellationToken: Cancellation))
                _ = happened;

            Assert.Equal(JobPhase.Completed, (await silos[1].Client.GetStatusAsync(id, Cancellation)).Phase);
        }
        finally
        {
            foreach (StorageSilo silo in silos)
                await silo.DisposeAsync();
        }
    }

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
