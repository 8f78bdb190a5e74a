using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Starling.Client;
using Starling.GrainInterfaces;
using Starling.Grains.Checkpoints;
using Starling.Silo.Settings;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Silo.Tests.Storage;

/// <summary>What holds for silos whose states are kept by a server, whichever it is. Every test has a server of its own.</summary>
public abstract class ServerStorageTests : IAsyncLifetime
{
    private IAsyncDisposable? server;

    /// <summary>Why there is no server on this machine; null where there is.</summary>
    protected abstract string? Missing { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Missing is null, Missing ?? "");
        server = await StartServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_job_is_there_when_all_silos_have_been_restarted()
    {
        string id;
        JobStatus before;
        byte[] model;
        await using (StorageSilo silo = await StartAsync())
        {
            id = await silo.Client.SubmitAsync(SmallJobs.Checkpointed(), cancellationToken: Cancellation);
            await foreach (JobEvent happened in silo.Client.WatchAsync(id, cancellationToken: Cancellation))
                _ = happened;

            before = await silo.Client.GetStatusAsync(id, Cancellation);
            Assert.Equal(JobPhase.Completed, before.Phase);
            model = await ReadModelAsync(silo, id);
            Assert.NotEmpty(model);
        }

        await using StorageSilo later = await StartAsync();
        JobStatus after = await later.Client.GetStatusAsync(id, Cancellation);
        Assert.Equal(JobPhase.Completed, after.Phase);
        Assert.Equal(before.Totals.Rounds, after.Totals.Rounds);
        Assert.Equal(before.ParametersSha256, after.ParametersSha256);
        Assert.Equal(model, await ReadModelAsync(later, id));
    }

    [Fact]
    public async Task A_job_goes_on_from_its_checkpoint_when_all_silos_have_been_restarted()
    {
        string id;
        await using (StorageSilo silo = await StartAsync())
        {
            id = await silo.Client.SubmitAsync(SmallJobs.Endless(), cancellationToken: Cancellation);
            await FindAsync(silo, id, happened => happened.Kind == JobEventKinds.RoundCommitted && happened.Round >= 5);
        }

        await using StorageSilo later = await StartAsync();
        JobEvent recovered = await FindAsync(later, id, happened => happened.Kind == JobEventKinds.Recovered);
        Assert.True(recovered.Round >= 5, $"It went on from round {recovered.Round}.");
        await FindAsync(later, id, happened => happened.Kind == JobEventKinds.RoundCommitted && happened.Round > recovered.Round + 3);
        await later.Client.CancelAsync(id, Cancellation);
    }

    [Fact]
    public async Task A_state_is_there_for_the_next_silo_and_a_stale_writer_is_refused()
    {
        var grain = GrainId.Create("shard", "job-1/0");
        await using (StorageSilo silo = await StartAsync())
        {
            var first = new GrainState<CheckpointPart>(new CheckpointPart { Data = [1, 2, 3] });
            await silo.Storage.WriteStateAsync("slot0", grain, first);
            var stale = new GrainState<CheckpointPart>();
            await silo.Storage.ReadStateAsync("slot0", grain, stale);
            first.State = new CheckpointPart { Data = [4] };
            await silo.Storage.WriteStateAsync("slot0", grain, first);

            await Assert.ThrowsAnyAsync<InconsistentStateException>(() => silo.Storage.WriteStateAsync("slot0", grain, stale));
        }

        await using StorageSilo later = await StartAsync();
        var read = new GrainState<CheckpointPart>();
        await later.Storage.ReadStateAsync("slot0", grain, read);
        Assert.Equal([4], read.State!.Data);
    }

    /// <summary>Starts a silo whose states the server keeps.</summary>
    protected Task<StorageSilo> StartAsync()
    {
        var settings = new HostSettings
        {
            Silo = new SiloSettings { SiloPort = FreePorts.Next(), GatewayPort = FreePorts.Next() },
        };
        Configure(settings);
        return StorageSilo.StartAsync(settings, Cancellation);
    }

    /// <summary>Two silos that start at once find each other at the server, and a job runs on them.</summary>
    protected async Task MeetAndRunAsync()
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

    /// <summary>Starts the server.</summary>
    protected abstract Task<IAsyncDisposable> StartServerAsync();

    /// <summary>Has a silo use the server.</summary>
    protected abstract void Configure(HostSettings settings);

    private static async Task<byte[]> ReadModelAsync(StorageSilo silo, string id)
    {
        await using ModelStream model = await silo.Client.OpenModelAsync(id, Cancellation);
        using var bytes = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> piece in model.ReadAsync(Cancellation))
            bytes.Write(piece.Span);
        return bytes.ToArray();
    }

    private static async Task<JobEvent> FindAsync(StorageSilo silo, string id, Predicate<JobEvent> isIt)
    {
        await foreach (JobEvent happened in silo.Client.WatchAsync(id, cancellationToken: Cancellation))
        {
            if (isIt(happened))
                return happened;
        }

        JobStatus ended = await silo.Client.GetStatusAsync(id, Cancellation);
        throw new InvalidOperationException($"The job ended first: {ended.Phase}, {ended.Failure?.Code} {ended.Failure?.Message}");
    }
}
