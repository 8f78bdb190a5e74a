using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Starling.GrainInterfaces;
using Starling.Grains.Hosting;
using Starling.Grains.Inventory;
using Starling.Grains.Queue;
using Starling.Grains.Security;
using Starling.Silo;
using Xunit;
using static Starling.Grains.Tests.Queue.QueueTestData;

namespace Starling.Grains.Tests.Queue;

/// <summary>The queue of a real cluster, with jobs that only say how they are.</summary>
public sealed class JobQueueGrainTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FakeJobs jobs = new();
    private EmbeddedCluster cluster = null!;

    private IJobQueueGrain Queue => cluster.Client.GetGrain<IJobQueueGrain>(IJobQueueGrain.Key);

    public async ValueTask InitializeAsync() => cluster = await EmbeddedCluster.StartAsync(
        1,
        configure: builder =>
        {
            builder.Services.AddSingleton<IJobContact>(jobs);
            builder.Services.Configure<SiloIdentity>(identity =>
            {
                identity.JobSlots = 1;
                identity.ReportEvery = TimeSpan.FromMilliseconds(100);
            });
            builder.Services.Configure<JobQueueOptions>(options => options.PingEvery = options.PingIdleEvery = TimeSpan.FromMilliseconds(100));
            builder.Services.Configure<JobLimits>(limits => limits.QueuedJobs = 2);
        },
        cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task A_job_is_admitted_at_once_and_the_next_when_it_has_ended()
    {
        await Queue.EnqueueAsync(Job("a"));
        await Queue.EnqueueAsync(Job("b"));
        await jobs.AdmittedAsync("a");
        Assert.DoesNotContain("b", jobs.Admissions);
        Assert.Equal("All 1 places of the cluster are taken.", (await Queue.ListAsync(false)).Single(job => job.JobId == "b").Waiting);

        jobs.Set("a", JobPhase.Completed);

        await jobs.AdmittedAsync("b");
        ImmutableArray<JobTicket> all = await Queue.ListAsync(true);
        Assert.Equal(JobPhase.Completed, all.Single(job => job.JobId == "a").Phase);
        Assert.NotNull(all.Single(job => job.JobId == "b").Admitted);
    }

    [Fact]
    public async Task A_job_that_tells_of_its_end_makes_room_at_once()
    {
        await Queue.EnqueueAsync(Job("a"));
        await Queue.EnqueueAsync(Job("b"));
        await jobs.AdmittedAsync("a");

        await Queue.UpdateAsync(Job("a") with { Phase = JobPhase.Failed });

        Assert.NotNull((await Queue.ListAsync(false)).Single().Admitted);
        await jobs.AdmittedAsync("b");
    }

    [Fact]
    public async Task An_admission_is_repeated_until_the_job_has_begun()
    {
        jobs.FailAdmissions("a", 2);
        await Queue.EnqueueAsync(Job("a"));

        await jobs.AdmittedAsync("a");
        Assert.Equal(3, jobs.Attempts("a"));
    }

    [Fact]
    public async Task A_running_job_is_asked_again_and_again_and_forgotten_when_it_is_gone()
    {
        await Queue.EnqueueAsync(Job("a"));
        await jobs.AdmittedAsync("a");
        await Queue.EnqueueAsync(Job("b"));
        await jobs.AskedAsync("a", 5);

        jobs.Lose("a");

        await jobs.AdmittedAsync("b");
        Assert.DoesNotContain(await Queue.ListAsync(true), job => job.JobId == "a");
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        await Queue.EnqueueAsync(Job("a"));
        await Queue.EnqueueAsync(Job("b"));
        await Queue.EnqueueAsync(Job("c"));

        Assert.Equal("STAR0411", (await Assert.ThrowsAsync<JobRefusedException>(() => Queue.EnqueueAsync(Job("d")))).Code);
        Assert.Equal("STAR0406", (await Assert.ThrowsAsync<JobRefusedException>(() => Queue.EnqueueAsync(Job("e", labels: "gpu=true")))).Code);
        Assert.Equal(3, (await Queue.ListAsync(true)).Length);
    }

    [Fact]
    public async Task A_new_activation_goes_on_where_the_last_one_was()
    {
        await Queue.EnqueueAsync(Job("a"));
        await Queue.EnqueueAsync(Job("b"));
        await jobs.AdmittedAsync("a");

        await cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        ImmutableArray<JobTicket> all = await Queue.ListAsync(true);
        Assert.NotNull(all.Single(job => job.JobId == "a").Admitted);
        Assert.Null(all.Single(job => job.JobId == "b").Admitted);
        jobs.Set("a", JobPhase.Cancelled);
        await jobs.AdmittedAsync("b");
    }

    [Fact]
    public async Task A_queue_whose_store_another_has_written_gives_up_and_reads_it()
    {
        await Queue.EnqueueAsync(Job("a"));
        await jobs.AdmittedAsync("a");
        IGrainStorage storage = cluster.Silos[0].GetRequiredKeyedService<IGrainStorage>(StarlingGrainServices.StorageName);
        var state = new GrainState<QueueRecord>();
        await storage.ReadStateAsync("queue", Queue.GetGrainId(), state);
        state.State!.Entries = [new QueueEntry { Ticket = Job("other") with { Admitted = Start, Phase = JobPhase.Running } }];
        jobs.Set("other", JobPhase.Running);
        await storage.WriteStateAsync("queue", Queue.GetGrainId(), state);

        await Assert.ThrowsAnyAsync<Exception>(() => Queue.EnqueueAsync(Job("b")));

        await Queue.EnqueueAsync(Job("c"));
        Assert.Equal(["c", "other"], (await Queue.ListAsync(true)).Select(job => job.JobId).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("b", jobs.Admissions);
    }

    /// <summary>Jobs that begin when they are admitted and are what a test says.</summary>
    private sealed class FakeJobs : IJobContact
    {
        private readonly ConcurrentDictionary<string, FakeJob> jobs = new(StringComparer.Ordinal);

        public IEnumerable<string> Admissions => jobs.Where(job => job.Value.Admitted.Task.IsCompleted).Select(job => job.Key);

        public Task AdmittedAsync(string jobId) => Of(jobId).Admitted.Task.WaitAsync(Patience);

        public int Attempts(string jobId) => Of(jobId).Attempts;

        public void Set(string jobId, JobPhase phase) => Of(jobId).Phase = phase;

        public void Lose(string jobId) => Of(jobId).Phase = null;

        public void FailAdmissions(string jobId, int count) => Of(jobId).Failures = count;

        public async Task AskedAsync(string jobId, int times)
        {
            for (int i = 0; i < times; i++)
                Assert.True(await Of(jobId).Asked.WaitAsync(Patience));
        }

        public Task AdmitAsync(JobTicket job)
        {
            FakeJob fake = Of(job.JobId);
            if (Interlocked.Increment(ref fake.Attempts) <= fake.Failures)
                throw new TimeoutException();

            fake.Phase = JobPhase.Running;
            fake.Admitted.TrySetResult();
            return Task.CompletedTask;
        }

        public Task<JobTicket?> PingAsync(JobTicket job)
        {
            FakeJob fake = Of(job.JobId);
            fake.Asked.Release();
            return Task.FromResult(fake.Phase is { } phase ? job with { Phase = phase } : null);
        }

        private FakeJob Of(string jobId) => jobs.GetOrAdd(jobId, _ => new FakeJob());

        private sealed class FakeJob
        {
            public int Attempts;

            public int Failures { get; set; }

            public JobPhase? Phase { get; set; } = JobPhase.Queued;

            public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public SemaphoreSlim Asked { get; } = new(0);
        }
    }
}
