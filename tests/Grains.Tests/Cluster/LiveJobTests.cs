using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

/// <summary>Decentralized jobs whose nodes have clocks of their own.</summary>
public sealed class LiveJobTests
{
    [Fact]
    public async Task Every_swap_is_applied_on_both_sides_once_though_messages_are_lost_and_come_twice()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(3, cancellationToken: TestContext.Current.CancellationToken);
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(
            new StarlingClient(cluster.Client), Job("dadao", "target: { distance: 1.0e-6 }, time: 100", faults: "{ drop: 0.05, duplicate: 0.05 }"));

        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.True(status.Latest!.Distance <= 1e-6, $"The distance is {status.Latest.Distance}.");
        NetworkActivity activity = events.Single(happened => happened.Kind == JobEventKinds.Network).Activity!;
        LiveReport live = activity.Live!;
        Assert.Equal(0, live.Disagreements);
        Assert.InRange(live.Imbalance!.Value, 0, 1e-9);
        Assert.True(live.Repeated > 0 && live.Ignored > 0 && live.Settled > 0);
        Assert.Equal(status.Totals.Communications, activity.Edges.Sum());
        Assert.Equal(status.Totals.Gradients, activity.Nodes.Sum());
        Assert.All(activity.Nodes, gradients => Assert.True(gradients > 0));
    }

    [Theory]
    [InlineData("a2cid2", "logistic")]
    [InlineData("continuized", "{ kind: quadratic, condition: 4 }")]
    public async Task Other_algorithms_without_rounds_run_on_the_same_clocks(string algorithm, string problem)
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), Job(algorithm, "rounds: 60", problem: problem));

        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.True(status.Round >= 60);
        MetricRow[] rows = [.. events.Where(happened => happened.Metrics is not null).Select(happened => happened.Metrics!)];
        Assert.True(rows[^1].Distance < 0.5 * rows[0].Distance, $"The distance is {rows[^1].Distance}.");
        Assert.Equal(0, events.Single(happened => happened.Kind == JobEventKinds.Network).Activity!.Live!.Disagreements);
    }

    [Fact]
    public async Task Nodes_that_lose_their_memory_begin_anew_and_the_job_goes_on()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        string id = await client.SubmitAsync(
            Job("dadao", "target: { distance: 1.0e-6 }, time: 100").ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        bool isLost = false;
        var events = new List<JobEvent>();
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
        {
            events.Add(happened);
            if (isLost || happened is not { Kind: JobEventKinds.Evaluated, Round: > 20 })
                continue;

            // As if the silo of two neighbours had gone, and that of the network.
            isLost = true;
            await cluster.Client.GetGrain<INodeGrain>(GrainKeys.Worker(id, 2)).ReleaseAsync();
            await cluster.Client.GetGrain<INodeGrain>(GrainKeys.Worker(id, 3)).ReleaseAsync();
            await cluster.Client.GetGrain<INetworkGrain>(GrainKeys.Shard(id, 0)).ReleaseAsync();
        }

        JobStatus status = await client.GetStatusAsync(id, TestContext.Current.CancellationToken);
        Assert.True(isLost);
        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.True(status.Epoch > 1 && status.Latest!.Distance <= 1e-6);
        Assert.Contains(events, happened => happened.Kind == JobEventKinds.Recovered);
        LiveReport live = events.Single(happened => happened.Kind == JobEventKinds.Network).Activity!.Live!;
        Assert.Equal(0, live.Disagreements);
        Assert.InRange(live.Imbalance!.Value, 0, 1e-9);
    }

    [Fact]
    public async Task A_job_that_stood_still_goes_on_and_its_result_can_be_read()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        string id = await client.SubmitAsync(Job("dadao", "rounds: 120").ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        IJobGrain grain = cluster.Client.GetGrain<IJobGrain>(id);
        int pausedAt = 0;
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (pausedAt == 0 && happened is { Kind: JobEventKinds.Evaluated, Round: > 20 and { } round })
            {
                pausedAt = round;
                await grain.PauseAsync();
            }

            if (happened.Kind == JobEventKinds.Paused)
                await grain.ResumeAsync();
        }

        JobStatus status = await client.GetStatusAsync(id, TestContext.Current.CancellationToken);
        Assert.InRange(pausedAt, 21, 119);
        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.True(status.Round >= 120 && status.Totals.Gradients > 0);
        Assert.True(status.Latest!.Distance < 0.5);

        ModelLayout model = (await grain.GetModelLayoutAsync())!;
        Chunk chunk = await model.Holder(cluster.Client, id, 0).PullAsync(-1, model.Version, 0, 0, model.Dimension);
        Assert.Equal(status.ParametersSha256, Convert.ToHexStringLower(SHA256.HashData(chunk.Data.Span)));
        Assert.Equal(10, MemoryMarshal.Cast<byte, double>(chunk.Data.Span).Length);
        await client.ForgetAsync(id, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Messages_of_more_than_a_part_arrive_whole()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        JobFileResult file = JobFile.Parse("""
            name: live-large
            algorithm: dadao
            problem: { kind: quadratic, dimension: 200000, condition: 4 }
            workers: { count: 3 }
            topology: { graph: line, clock: live, pace: 4, faults: { drop: 0.02, duplicate: 0.1 } }
            stop: { rounds: 10, time: 100 }
            """, "live-large.yaml");
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), file.Definition!);

        Assert.Equal(JobPhase.Completed, status.Phase);
        LiveReport live = events.Single(happened => happened.Kind == JobEventKinds.Network).Activity!.Live!;
        Assert.True(status.Totals.Communications > 10);
        Assert.Equal(0, live.Disagreements);
        Assert.InRange(live.Imbalance!.Value, 0, 1e-9);
    }

    private static JobDefinition Job(string algorithm, string stop, string faults = "{ drop: 0 }", string problem = "{ kind: quadratic, condition: 4 }")
    {
        JobFileResult file = JobFile.Parse($$"""
            name: live
            algorithm: {{algorithm}}
            problem: {{problem}}
            workers: { count: 8 }
            topology: { graph: cycle, clock: live, pace: 40, faults: {{faults}} }
            stop: { {{stop}} }
            evaluate: { every: 10 }
            """, "live.yaml");
        Assert.Empty(file.Issues);
        return file.Definition!;
    }
}
