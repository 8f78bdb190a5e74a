using Starling.Algorithms.Errors;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

/// <summary>A job that is given a later end has the bits of one that had it from the start.</summary>
public sealed class JobExtensionTests : IAsyncLifetime
{
    private EmbeddedCluster cluster = null!;
    private StarlingClient client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Algorithms => ["fedspeed", "scaffold", "fedadam"];

    public async ValueTask InitializeAsync()
    {
        cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: Cancellation);
        client = new StarlingClient(cluster.Client);
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_completed_job_goes_on(string kind)
    {
        (JobStatus whole, _) = await TestJobs.RunAsync(client, TestJobs.Small(Of(kind), rounds: 8, shards: 2));
        string id = await SubmitAsync(TestJobs.Small(Of(kind), rounds: 3, shards: 2));
        JobStatus first = await EndOfAsync(id);
        Assert.Equal((JobPhase.Completed, 3), (first.Phase, first.Round));

        await client.ExtendAsync(id, 8, Cancellation);
        // Asked again, it changes nothing.
        await client.ExtendAsync(id, 8, Cancellation);
        JobStatus last = await EndOfAsync(id);

        Assert.Equal((JobPhase.Completed, 8, 8), (last.Phase, last.Round, last.PlannedRounds));
        Assert.Equal(whole.ParametersSha256, last.ParametersSha256);
        Assert.NotEqual(first.ParametersSha256, last.ParametersSha256);
        Assert.Equal((whole.Totals.Rounds, whole.Totals.Gradients, whole.Totals.BytesUp), (last.Totals.Rounds, last.Totals.Gradients, last.Totals.BytesUp));
        Assert.Equal(8, RunDefinition.Parse((await client.GetSpecAsync(id, Cancellation)).Definition).Stop.Rounds);
        // The job tells the queue when it has told everybody else.
        await Eventually.HoldsAsync(async () =>
            (await client.ListJobsAsync(true, Cancellation)).Single(job => job.JobId == id) is { Phase: JobPhase.Completed, PlannedRounds: 8, Round: 8 });
    }

    [Fact]
    public async Task A_running_job_goes_on_to_the_later_end()
    {
        JobDefinition job = TestJobs.Small(TestJobs.FedSpeed, rounds: 400);
        (JobStatus whole, _) = await TestJobs.RunAsync(client, TestJobs.Small(TestJobs.FedSpeed, rounds: 420));
        string id = await SubmitAsync(job);
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: Cancellation))
        {
            if (happened is { Kind: JobEventKinds.RoundCommitted, Round: 3 })
                await client.ExtendAsync(id, 420, Cancellation);
        }

        JobStatus last = await client.GetStatusAsync(id, Cancellation);
        Assert.Equal((JobPhase.Completed, 420), (last.Phase, last.Round));
        Assert.Equal(whole.ParametersSha256, last.ParametersSha256);
    }

    [Fact]
    public async Task A_paused_job_stays_paused()
    {
        string id = await SubmitAsync(TestJobs.Small(TestJobs.FedSpeed, rounds: 1_000_000));
        bool extended = false;
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: Cancellation))
        {
            switch (happened)
            {
                case { Kind: JobEventKinds.RoundCommitted, Round: 2 }:
                    await client.PauseAsync(id, Cancellation);
                    break;
                case { Kind: JobEventKinds.Paused }:
                    await Eventually.HoldsAsync(async () => (await client.GetStatusAsync(id, Cancellation)).Phase == JobPhase.Paused);
                    await client.ExtendAsync(id, 2_000_000, Cancellation);
                    break;
                case { Kind: JobEventKinds.Extended }:
                    extended = true;
                    await Eventually.HoldsAsync(async () => (await client.GetStatusAsync(id, Cancellation)).PlannedRounds == 2_000_000);
                    Assert.Equal(JobPhase.Paused, (await client.GetStatusAsync(id, Cancellation)).Phase);
                    await client.CancelAsync(id, Cancellation);
                    break;
            }
        }

        Assert.True(extended);
    }

    [Fact]
    public async Task Nodes_of_a_network_go_on_too()
    {
        (JobStatus whole, _) = await TestJobs.RunAsync(client, Network(30));
        string id = await SubmitAsync(Network(11));
        await EndOfAsync(id);

        await client.ExtendAsync(id, 30, Cancellation);
        JobStatus last = await EndOfAsync(id);

        Assert.Equal((JobPhase.Completed, 30), (last.Phase, last.Round));
        Assert.Equal(whole.ParametersSha256, last.ParametersSha256);
    }

    [Fact]
    public async Task What_cannot_be_extended_is_refused()
    {
        string id = await SubmitAsync(TestJobs.Small(TestJobs.FedSpeed, rounds: 4));
        await EndOfAsync(id);
        Assert.Equal(ErrorCatalog.OutOfRange, (await RefusedAsync(id, 3)).Error);
        Assert.Equal(JobPhase.Completed, (await client.GetStatusAsync(id, Cancellation)).Phase);

        string cancelled = await SubmitAsync(TestJobs.Small(TestJobs.FedSpeed, rounds: 1_000_000));
        await client.CancelAsync(cancelled, Cancellation);
        await EndOfAsync(cancelled);
        Assert.Equal(ErrorCatalog.WrongPhase, (await RefusedAsync(cancelled, 2_000_000)).Error);

        Assert.Equal(ErrorCatalog.JobUnknown, (await RefusedAsync("nobody", 10)).Error);
    }

    private static RoundAlgorithmOptions Of(string kind) => kind switch
    {
        "scaffold" => new ScaffoldOptions { LocalEpochs = 1, BatchSize = 20 },
        "fedadam" => new FedAdamOptions { LocalEpochs = 1, BatchSize = 20 },
        _ => TestJobs.FedSpeed,
    };

    private static JobDefinition Network(int rounds) => JobFile.Parse($$"""
        name: network
        algorithm: gradient-tracking
        problem: { kind: quadratic, condition: 10 }
        workers: { count: 8 }
        topology: { graph: cycle }
        stop: { rounds: {{rounds}} }
        evaluate: { every: 5 }
        """, "job.yaml").Definition!;

    private async Task<StarlingException> RefusedAsync(string id, int rounds) =>
        await Assert.ThrowsAsync<StarlingException>(() => client.ExtendAsync(id, rounds, Cancellation));

    private Task<string> SubmitAsync(JobDefinition job) => client.SubmitAsync(job.ToSpec(), cancellationToken: Cancellation);

    private async Task<JobStatus> EndOfAsync(string id)
    {
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: Cancellation))
            _ = happened;

        return await client.GetStatusAsync(id, Cancellation);
    }
}
