using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;
using Starling.Client;
using Starling.GrainInterfaces;
using Starling.Grains.Checkpoints;
using Starling.Grains.Hosting;
using Starling.Silo.Settings;
using Starling.Silo.Storage;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Silo.Tests.Storage;

/// <summary>Silos that meet in a real PostgreSQL and keep their jobs there.</summary>
public sealed class PostgreSqlTests : IAsyncLifetime
{
    private PostgreSqlServer? server;

    public async ValueTask InitializeAsync()
    {
        if (PostgreSqlServer.IsInstalled)
            server = await PostgreSqlServer.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task Silos_meet_in_the_database_and_a_job_outlives_them()
    {
        Assert.SkipUnless(PostgreSqlServer.IsInstalled, "There is no PostgreSQL on this machine.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string id;
        JobStatus before;
        // Both at once: each finds the tables missing.
        IHost[] silos = await Task.WhenAll(StartAsync(), StartAsync());
        try
        {
            foreach (IHost silo in silos)
            {
                await Until.TrueAsync(
                    () => Task.FromResult(silo.Services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count == 2),
                    TimeSpan.FromSeconds(60),
                    cancellation);
            }

            var client = new StarlingClient(silos[0].Services.GetRequiredService<IClusterClient>());
            id = await client.SubmitAsync(SmallJobs.Checkpointed(), cancellationToken: cancellation);
            await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: cancellation))
                _ = happened;

            before = await client.GetStatusAsync(id, cancellation);
            Assert.Equal(JobPhase.Completed, before.Phase);
        }
        finally
        {
            foreach (IHost silo in silos)
                await StopAsync(silo);
        }

        IHost later = await StartAsync();
        try
        {
            JobStatus after = await new StarlingClient(later.Services.GetRequiredService<IClusterClient>()).GetStatusAsync(id, cancellation);
            Assert.Equal(JobPhase.Completed, after.Phase);
            Assert.Equal(before.Totals.Rounds, after.Totals.Rounds);
        }
        finally
        {
            await StopAsync(later);
        }
    }

    [Fact]
    public async Task A_state_is_there_for_the_next_silo_and_a_stale_writer_is_refused()
    {
        Assert.SkipUnless(PostgreSqlServer.IsInstalled, "There is no PostgreSQL on this machine.");
        var grain = GrainId.Create("shard", "job-1/0");
        IHost silo = await StartAsync();
        try
        {
            IGrainStorage storage = Storage(silo);
            var first = new GrainState<CheckpointPart>(new CheckpointPart { Data = [1, 2, 3] });
            await storage.WriteStateAsync("slot0", grain, first);
            var stale = new GrainState<CheckpointPart>();
            await storage.ReadStateAsync("slot0", grain, stale);
            first.State = new CheckpointPart { Data = [4] };
            await storage.WriteStateAsync("slot0", grain, first);

            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("slot0", grain, stale));
        }
        finally
        {
            await StopAsync(silo);
        }

        silo = await StartAsync();
        try
        {
            var read = new GrainState<CheckpointPart>();
            await Storage(silo).ReadStateAsync("slot0", grain, read);
            Assert.Equal([4], read.State!.Data);
        }
        finally
        {
            await StopAsync(silo);
        }
    }

    [Fact]
    public async Task The_schema_may_be_applied_by_many_at_once_and_again()
    {
        Assert.SkipUnless(PostgreSqlServer.IsInstalled, "There is no PostgreSQL on this machine.");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PostgreSqlSchema.Apply(server!.ConnectionString))));
        PostgreSqlSchema.Apply(server!.ConnectionString);
    }

    private static IGrainStorage Storage(IHost silo) => silo.Services.GetRequiredKeyedService<IGrainStorage>(StarlingGrainServices.StorageName);

    private static async Task StopAsync(IHost silo)
    {
        await silo.StopAsync(CancellationToken.None);
        silo.Dispose();
    }

    private async Task<IHost> StartAsync()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddStarlingSilo(new HostSettings
        {
            Silo = new SiloSettings { SiloPort = FreePorts.Next(), GatewayPort = FreePorts.Next() },
            Clustering = new ClusteringSettings { Kind = ClusteringKind.PostgreSql, ConnectionString = server!.ConnectionString },
            Storage = new StorageSettings { Kind = StorageKind.PostgreSql, ConnectionString = server.ConnectionString },
        });
        IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
