using Starling.Algorithms.Runs;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

/// <summary>Decentralized jobs in virtual time on a cluster.</summary>
public sealed class NetworkJobTests
{
    [Theory]
    [InlineData("dadao", "{ kind: quadratic, condition: 10 }", 1)]
    [InlineData("dadao", "{ kind: quadratic, condition: 10 }", 3)]
    [InlineData("extra", "quadratic", 2)]
    [InlineData("a2cid2", "logistic", 2)]
    public async Task A_job_gives_the_bits_of_a_run_in_memory(string algorithm, string problem, int silos)
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(silos, cancellationToken: TestContext.Current.CancellationToken);
        JobDefinition job = Job(algorithm, problem, "rounds: 40");
        var client = new StarlingClient(cluster.Client);
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(client, job);

        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.Equal(InMemory(job, 40), status.ParametersSha256);
        Assert.Equal([0, 15, 30, 40], events.Where(happened => happened.Kind == JobEventKinds.Evaluated).Select(happened => happened.Round!.Value));
        MetricRow[] rows = [.. events.Where(happened => happened.Metrics is not null).Select(happened => happened.Metrics!)];
        Assert.All(rows, row => Assert.True(row is { Consensus: not null, Distance: not null, GradientNorm: not null }));
        Assert.True(rows[^1].Distance < rows[0].Distance);
        NetworkActivity activity = events.Single(happened => happened.Kind == JobEventKinds.Network).Activity!;
        Assert.Equal(status.Totals.Communications, activity.Edges.Sum());
        Assert.Equal(8, activity.Nodes.Length);
        Assert.Equal(algorithm == "dadao", status.Advice is not null);
        Assert.Equal(algorithm == "extra" ? 0 : status.Totals.Gradients + status.Totals.Communications, status.Totals.Events);

        WorkerSummary[] nodes = [.. await client.GetWorkersAsync(status.JobId, TestContext.Current.CancellationToken)];
        Assert.Equal(8, nodes.Length);
        Assert.All(nodes, node => Assert.Equal((3, problem == "logistic"), (node.Node!.Neighbors, node.Samples > 0)));
        Assert.Equal(status.Totals.Gradients, nodes.Sum(node => node.Node!.Gradients));
        Assert.Equal(2 * status.Totals.Communications, nodes.Sum(node => node.Node!.Uses));
    }

    [Fact]
    public async Task A_job_ends_at_its_target_and_at_its_events()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        (JobStatus near, _) = await TestJobs.RunAsync(client, Job("dadao", "{ kind: quadratic, condition: 10 }", "rounds: 5000, target: { distance: 1.0e-8 }"));
        (JobStatus counted, _) = await TestJobs.RunAsync(client, Job("dadao", "{ kind: quadratic, condition: 10 }", "events: 1000"));

        Assert.True(near.Latest!.Distance <= 1e-8 && near.Round < 5000);
        Assert.Contains("this run took about", near.Advice, StringComparison.Ordinal);
        Assert.InRange(counted.Totals.Gradients + counted.Totals.Communications, 1000, 2000);
    }

    [Fact]
    public async Task A_job_that_stood_still_goes_on_with_the_same_bits()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        JobDefinition job = Job("dadao", "{ kind: quadratic, condition: 10 }", "rounds: 3000");
        string id = await client.SubmitAsync(job.ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        IJobGrain grain = cluster.Client.GetGrain<IJobGrain>(id);
        bool stood = false;
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (happened is { Kind: JobEventKinds.Evaluated, Round: 30 })
                await grain.PauseAsync();
            if (happened.Kind == JobEventKinds.Paused)
            {
                stood = true;
                await grain.ResumeAsync();
            }
        }

        JobStatus status = await client.GetStatusAsync(id, TestContext.Current.CancellationToken);
        Assert.True(stood);
        Assert.Equal(JobPhase.Completed, status.Phase);
        Assert.Equal(InMemory(job, 3000), status.ParametersSha256);
        await client.ForgetAsync(id, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_keeps_what_it_computed()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        JobDefinition job = Job("dadao", "{ kind: quadratic, condition: 10 }", "rounds: 100000000") with { Evaluate = new EvaluateSection { Every = 100_000_000 } };
        string id = await client.SubmitAsync(job.ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (happened is { Kind: JobEventKinds.Evaluated, Round: 0 })
                await client.CancelAsync(id, TestContext.Current.CancellationToken);
        }

        JobStatus status = await client.GetStatusAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(JobPhase.Cancelled, status.Phase);
        Assert.Equal(1, status.Epoch);
        Assert.Equal(status.Round, status.Latest!.Round);
        Assert.Equal(InMemory(job, status.Round), status.ParametersSha256);
    }

    [Fact]
    public async Task What_the_problem_does_not_allow_ends_the_job_with_its_reason()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        (JobStatus status, _) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), Job("msda", "logistic", "rounds: 10"));

        Assert.Equal(JobPhase.Failed, status.Phase);
        Assert.Contains("conjugates", status.Failure!.Message, StringComparison.Ordinal);
    }

    private static JobDefinition Job(string algorithm, string problem, string stop)
    {
        JobFileResult file = JobFile.Parse($$"""
            name: network
            algorithm: {{algorithm}}
            problem: {{problem}}
            workers: { count: 8 }
            topology: { graph: hypercube }
            stop: { {{stop}} }
            evaluate: { every: 15 }
            """, "network.yaml");
        Assert.Empty(file.Issues);
        return file.Definition!;
    }

    /// <summary>The same job without any cluster.</summary>
    private static string InMemory(RunDefinition job, int rounds) => MemoryRun.Hash(job, rounds);
}
