using System.Security.Cryptography;
using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Federated;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

public sealed class JobLifeTests : IAsyncLifetime
{
    private EmbeddedCluster cluster = null!;
    private StarlingClient client = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        client = new StarlingClient(cluster.Client);
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_job_tells_its_life_in_order_and_counts_what_it_did()
    {
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(client, TestJobs.Small(TestJobs.FedSpeed, rounds: 5));

        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.Equal(Enumerable.Range(0, events.Count).Select(number => (long)number), events.Select(happened => happened.Sequence));
        Assert.Equal(JobEventKinds.Submitted, events[0].Kind);
        Assert.Equal(JobEventKinds.Admitted, events[1].Kind);
        Assert.Equal(JobEventKinds.Started, events[2].Kind);
        Assert.Equal(JobEventKinds.Completed, events[^1].Kind);
        Assert.Equal([0, 1, 2, 3, 4], events.Where(happened => happened.Kind == JobEventKinds.RoundCommitted).Select(happened => happened.Round!.Value));
        Assert.Equal([0, 1, 2, 3, 4], events.Where(happened => happened.Kind == JobEventKinds.RoundOpened).Select(happened => happened.Round!.Value));
        Assert.Equal([0, 2, 4, 5], events.Where(happened => happened.Kind == JobEventKinds.Evaluated).Select(happened => happened.Round!.Value));
        Assert.Equal(5, status.Totals.Rounds);
        Assert.Equal(5 * 6, status.Totals.Communications);
        Assert.Equal(5L * 6 * status.Dimension * sizeof(float), status.Totals.BytesUp);
        Assert.Equal(5L * 6 * status.Dimension * sizeof(float), status.Totals.BytesDown);
        Assert.True(status.Totals.Gradients > 0);
        Assert.True(status.Latest!.Loss < events.First(happened => happened.Metrics is not null).Metrics!.Loss);
    }

    [Fact]
    public async Task The_workers_are_told_by_number()
    {
        JobDefinition job = TestJobs.Small(TestJobs.FedSpeed);
        string id = await client.SubmitAsync(job.ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        await EndOf(id);

        System.Collections.Immutable.ImmutableArray<WorkerSummary> workers =
            await client.GetWorkersAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 12), workers.Select(worker => worker.Worker));
        Assert.Equal(4 * 6, workers.Sum(worker => worker.RoundsAccepted));
        Assert.All(workers, worker => Assert.Equal(worker.Samples, worker.ClassCounts.Sum()));
    }

    [Fact]
    public async Task The_streamed_model_has_the_fingerprint_of_the_status()
    {
        string id = await client.SubmitAsync(
            TestJobs.Small(TestJobs.FedSpeed, shards: 3).ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        JobStatus status = await EndOf(id);

        await using ModelStream model = await client.OpenModelAsync(id, TestContext.Current.CancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (ReadOnlyMemory<byte> piece in model.ReadAsync(TestContext.Current.CancellationToken))
            hash.AppendData(piece.Span);

        Assert.Equal(status.ParametersSha256, Convert.ToHexStringLower(hash.GetHashAndReset()));
        Assert.Equal("server.hbar", model.Tensors[^1].Name);
    }

    [Fact]
    public async Task A_watcher_can_come_late_and_in_the_middle()
    {
        string id = await client.SubmitAsync(
            TestJobs.Small(TestJobs.FedSpeed).ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        await EndOf(id);

        List<JobEvent> all = [];
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
            all.Add(happened);

        List<JobEvent> late = [];
        await foreach (JobEvent happened in client.WatchAsync(id, from: 3, TestContext.Current.CancellationToken))
            late.Add(happened);

        Assert.Equal(all.Skip(3).Select(happened => happened.Message), late.Select(happened => happened.Message));
    }

    [Fact]
    public async Task A_cancelled_job_keeps_what_it_computed()
    {
        JobDefinition job = TestJobs.Small(TestJobs.FedSpeed, rounds: 1_000_000);
        string id = await client.SubmitAsync(job.ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (happened is { Kind: JobEventKinds.RoundCommitted, Round: 2 })
                await client.CancelAsync(id, TestContext.Current.CancellationToken);
        }

        JobStatus status = await client.GetStatusAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(JobPhase.Cancelled, status.Phase);
        Assert.True(status.Round >= 3);
        Assert.NotNull(status.ParametersSha256);
    }

    [Theory]
    [InlineData(JobEventKinds.Paused)]
    [InlineData(JobEventKinds.Resumed)]
    [InlineData(JobEventKinds.Admitted)]
    public async Task A_job_that_is_cancelled_as_soon_as_it_stands_still_or_goes_on_is_cancelled(string when)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        for (int i = 0; i < 8; i++)
        {
            string id = await client.SubmitAsync(TestJobs.Small(TestJobs.FedSpeed, rounds: 1_000_000).ToSpec(), cancellationToken: cancellation);
            bool stood = false;
            await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: cancellation))
            {
                stood |= happened.Kind == JobEventKinds.Paused;
                if (happened is { Kind: JobEventKinds.RoundCommitted, Round: 1 })
                    await client.PauseAsync(id, cancellation);
                else if (stood && happened.Kind == when)
                    await client.CancelAsync(id, cancellation);
                else if (happened.Kind == JobEventKinds.Paused)
                    await client.ResumeAsync(id, cancellation);
            }

            Assert.Equal(JobPhase.Cancelled, (await client.GetStatusAsync(id, cancellation)).Phase);
        }
    }

    [Fact]
    public async Task A_pause_that_is_taken_back_at_once_does_not_stop_a_job()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        JobDefinition job = TestJobs.Small(TestJobs.FedSpeed, rounds: 100);
        (JobStatus undisturbed, _) = await TestJobs.RunAsync(client, job);
        string id = await client.SubmitAsync(job.ToSpec(), cancellationToken: cancellation);
        int paused = 0;
        int resumed = 0;
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: cancellation))
        {
            paused += happened.Kind == JobEventKinds.Paused ? 1 : 0;
            resumed += happened.Kind == JobEventKinds.Resumed ? 1 : 0;
            if (happened.Kind == JobEventKinds.RoundCommitted && happened.Round % 10 == 1)
            {
                await client.PauseAsync(id, cancellation);
                await client.ResumeAsync(id, cancellation);
            }
        }

        JobStatus status = await client.GetStatusAsync(id, cancellation);
        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.Equal(undisturbed.ParametersSha256, status.ParametersSha256);
        Assert.Equal(paused, resumed);
    }

    [Fact]
    public async Task A_cancelling_that_comes_at_the_end_leaves_a_job_that_can_be_extended_or_is_cancelled()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        for (int i = 0; i < 8; i++)
        {
            string id = await client.SubmitAsync(TestJobs.Small(TestJobs.FedSpeed, rounds: 3).ToSpec(), cancellationToken: cancellation);
            await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: cancellation))
            {
                if (happened is { Kind: JobEventKinds.RoundCommitted, Round: 2 })
                    await client.CancelAsync(id, cancellation);
            }

            if ((await client.GetStatusAsync(id, cancellation)).Phase == JobPhase.Cancelled)
                continue;

            await client.ExtendAsync(id, 5, cancellation);
            await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: cancellation))
                Assert.NotEqual(JobEventKinds.Cancelled, happened.Kind);
            JobStatus last = await client.GetStatusAsync(id, cancellation);
            Assert.Equal((JobPhase.Completed, 5), (last.Phase, last.Round));
        }
    }

    [Fact]
    public async Task A_job_that_diverges_fails_with_its_number()
    {
        JobDefinition job = TestJobs.Small(new FedAvgOptions { LocalEpochs = 1, BatchSize = 20, LearningRate = 1e5, ClipNorm = 0 }, rounds: 50);
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(client, job);

        Assert.Equal(JobPhase.Failed, status.Phase);
        Assert.Equal(ErrorCatalog.Diverged.Code, status.Failure!.Code);
        Assert.Equal(JobEventKinds.Failed, events[^1].Kind);
    }

    [Fact]
    public async Task A_job_whose_data_cannot_be_split_fails_with_the_number_of_the_reason()
    {
        JobDefinition job = TestJobs.Small(TestJobs.FedSpeed) with
        {
            Data = new Algorithms.Data.SyntheticDataOptions
            {
                Partition = new Algorithms.Data.DirichletPartitionOptions { MinSize = 1_000_000 },
            },
        };
        (JobStatus status, _) = await TestJobs.RunAsync(client, job);

        Assert.Equal(JobPhase.Failed, status.Phase);
        Assert.StartsWith("STAR02", status.Failure!.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submitting_twice_is_submitting_once_and_another_job_under_the_id_is_refused()
    {
        JobSpec spec = TestJobs.Small(TestJobs.FedSpeed).ToSpec();
        await client.SubmitAsync(spec, "twice", TestContext.Current.CancellationToken);
        await client.SubmitAsync(spec, "twice", TestContext.Current.CancellationToken);
        await EndOf("twice");

        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() => client.SubmitAsync(
            TestJobs.Small(TestJobs.FedSpeed, seed: 9).ToSpec(), "twice", TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCatalog.JobExists, refusal.Error);
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused_and_leaves_nothing()
    {
        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() =>
            client.SubmitAsync(TestJobs.Small(TestJobs.FedSpeed).ToSpec(), "a/0", TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCatalog.OutOfRange, refusal.Error);
        Assert.DoesNotContain(await client.ListJobsAsync(includeEnded: true, TestContext.Current.CancellationToken), ticket => ticket.JobId == "a/0");
    }

    [Fact]
    public async Task A_definition_that_is_not_valid_is_refused_by_the_cluster_too()
    {
        JobSpec spec = TestJobs.Small(TestJobs.FedSpeed).ToSpec();

        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() => client.SubmitAsync(
            spec with { Definition = spec.Definition.Replace("\"seed\":1", "\"seeed\":1", StringComparison.Ordinal) },
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCatalog.UnknownField, refusal.Error);
    }

    [Fact]
    public async Task A_job_that_asks_for_labels_that_no_silo_carries_is_refused()
    {
        // Until every silo has told what it carries, such a job waits.
        while ((await cluster.Client.GetGrain<IInventoryGrain>(IInventoryGrain.Key).ListAsync()).Length < 2)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();

        JobSpec spec = TestJobs.Small(TestJobs.FedSpeed).ToSpec() with { Labels = [new SiloLabel { Name = "gpu", Value = "true" }] };

        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(
            () => client.SubmitAsync(spec, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCatalog.LabelsUnavailable, refusal.Error);
    }

    [Fact]
    public async Task A_job_that_nobody_submitted_is_unknown()
    {
        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(
            () => client.GetStatusAsync("nobody", TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCatalog.JobUnknown, refusal.Error);
    }

    [Fact]
    public async Task A_job_can_be_forgotten()
    {
        string id = await client.SubmitAsync(
            TestJobs.Small(TestJobs.FedSpeed).ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        await EndOf(id);
        await cluster.Client.GetGrain<IJobGrain>(id).ForgetAsync();

        await Assert.ThrowsAsync<StarlingException>(() => client.GetStatusAsync(id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_job_that_runs_can_be_forgotten()
    {
        string id = await RunOn(cluster);
        await cluster.Client.GetGrain<IJobGrain>(id).ForgetAsync();

        await Assert.ThrowsAsync<StarlingException>(() => client.GetStatusAsync(id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task There_is_nothing_to_watch_of_a_job_that_nobody_submitted()
    {
        await foreach (JobEvent happened in cluster.Client.GetGrain<IJobGrain>("nobody").WatchAsync(0, TestContext.Current.CancellationToken))
            Assert.Fail(happened.Message);
    }

    [Fact]
    public async Task A_silo_that_stops_does_not_wait_for_the_end_of_its_jobs()
    {
        EmbeddedCluster stopping = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        await RunOn(stopping);

        // The job has a million rounds: a silo that waited for it would not come back at all.
        await stopping.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_job_whose_activation_was_collected_still_answers()
    {
        string id = await client.SubmitAsync(
            TestJobs.Small(TestJobs.FedSpeed).ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        await EndOf(id);
        IJobGrain job = cluster.Client.GetGrain<IJobGrain>(id);
        string before = await TellAll(job);
        await cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        Assert.Equal(before, await TellAll(job));
    }

    [Fact]
    public async Task A_shard_that_could_not_be_opened_is_not_open_when_it_is_asked_again()
    {
        string id = await client.SubmitAsync(
            TestJobs.Small(TestJobs.FedSpeed).ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        JobStatus status = await EndOf(id);
        IShardGrain shard = cluster.Client.GetGrain<IShardGrain>(GrainKeys.Shard(id, 0));
        var order = new OpenOrder
        {
            Epoch = status.Epoch + 1,
            Version = 1,
            Saved = new SavedState { Version = 1, Slot = 2, Sha256 = "nothing" },
        };

        // The shard has version 4 in memory and no checkpoint of version 1: version 4 must not pass for it, however often it is asked.
        for (int time = 0; time < 2; time++)
            Assert.Equal(ErrorCatalog.CheckpointDamaged.Code, (await Assert.ThrowsAsync<JobRefusedException>(() => shard.OpenAsync(order))).Code);
    }

    [Fact]
    public async Task An_order_of_an_earlier_epoch_is_fenced()
    {
        string id = await client.SubmitAsync(
            TestJobs.Small(TestJobs.FedSpeed).ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        JobStatus status = await EndOf(id);
        IShardGrain shard = cluster.Client.GetGrain<IShardGrain>(GrainKeys.Shard(id, 0));
        await shard.OpenAsync(new OpenOrder { Epoch = status.Epoch + 1, Version = status.Round });

        await Assert.ThrowsAsync<FencedException>(() => shard.OpenAsync(new OpenOrder { Epoch = status.Epoch, Version = status.Round }));
        await Assert.ThrowsAsync<FencedException>(() => shard.CommitAsync(new CommitOrder { Epoch = status.Epoch, Round = status.Round }));
        await Assert.ThrowsAsync<FencedException>(() => shard.SaveAsync(status.Epoch, status.Round, 0));
        await Assert.ThrowsAsync<StateLostException>(() => shard.CommitAsync(new CommitOrder { Epoch = status.Epoch + 2, Round = status.Round }));
    }

    [Fact]
    public async Task A_job_can_stand_still_and_go_on_with_the_same_bits()
    {
        JobDefinition job = TestJobs.Small(TestJobs.FedSpeed, rounds: 200);
        (JobStatus undisturbed, _) = await TestJobs.RunAsync(client, job);
        string id = await client.SubmitAsync(job.ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        IJobGrain grain = cluster.Client.GetGrain<IJobGrain>(id);
        List<JobEvent> events = [];
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
        {
            events.Add(happened);
            if (happened is { Kind: JobEventKinds.RoundCommitted, Round: 5 })
                await grain.PauseAsync();
            if (happened.Kind == JobEventKinds.Paused)
            {
                Assert.Equal(JobPhase.Paused, (await client.GetStatusAsync(id, TestContext.Current.CancellationToken)).Phase);
                await grain.ResumeAsync();
            }
        }

        JobStatus status = await client.GetStatusAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.Equal(undisturbed.ParametersSha256, status.ParametersSha256);
        Assert.Contains(events, happened => happened.Kind == JobEventKinds.Resumed);
        Client.History.JobHistoryFindings found = Client.History.JobHistoryChecker.Check(events);
        Assert.Empty(found.Problems);
        Assert.Equal(0, found.RepeatedRounds);
    }

    /// <summary>Everything that a job answers, as text.</summary>
    private static async Task<string> TellAll(IJobGrain job)
    {
        List<JobEvent> events = [];
        await foreach (JobEvent happened in job.WatchAsync(0, TestContext.Current.CancellationToken))
            events.Add(happened);

        return JsonSerializer.Serialize(new
        {
            Spec = await job.GetSpecAsync(),
            Status = await job.GetStatusAsync(),
            Workers = await job.GetWorkersAsync(),
            Model = await job.GetModelLayoutAsync(),
            Events = events,
        });
    }

    /// <summary>Starts a job that has no end, and returns when it is in its rounds.</summary>
    private static async Task<string> RunOn(EmbeddedCluster silos)
    {
        var starling = new StarlingClient(silos.Client);
        string id = await starling.SubmitAsync(
            TestJobs.Small(TestJobs.FedSpeed, rounds: 1_000_000).ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        await foreach (JobEvent happened in starling.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (happened is { Kind: JobEventKinds.RoundCommitted, Round: 2 })
                break;
        }

        return id;
    }

    private async Task<JobStatus> EndOf(string id)
    {
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (happened.Status is { } status && status.Phase.HasEnded())
                return status;
        }

        throw new InvalidOperationException("The job has no end.");
    }
}
