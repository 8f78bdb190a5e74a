using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Distributed;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Runs;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Grains.Aggregation;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

/// <summary>Byzantine workers in a cluster: what is refused, what people see, and what a coordinator sends.</summary>
public sealed class ByzantineTests
{
    [Theory]
    [InlineData("nan", "STAR0502")]
    [InlineData("inf", "STAR0502")]
    [InlineData("wrong-shape", "STAR0501")]
    public async Task What_no_update_may_be_is_refused_and_the_worker_suspected(string kind, string code)
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(client, Job(new TrimmedMeanOptions(), Attack(kind)));

        Assert.Equal(JobPhase.Completed, status.Phase);
        JobEvent[] refused = [.. events.Where(one => one.Kind == JobEventKinds.UpdateRejected)];
        Assert.Equal(2 * 4, refused.Length);
        Assert.All(refused, one => Assert.True(one.Worker >= 9 && one.Message.StartsWith(code, StringComparison.Ordinal), one.Message));
        ImmutableArray<WorkerSummary> workers = await client.GetWorkersAsync(status.JobId, TestContext.Current.CancellationToken);
        Assert.All(workers.Where(worker => worker.Byzantine), worker => Assert.Equal(1, worker.Suspicion));
    }

    [Fact]
    public async Task A_second_update_of_a_round_changes_nothing()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);

        (JobStatus twice, _) = await TestJobs.RunAsync(client, Job(new TrimmedMeanOptions(), new DuplicateAttackOptions()));
        (JobStatus once, _) = await TestJobs.RunAsync(client, Job(new TrimmedMeanOptions(), new NoAttackOptions()));

        Assert.Equal(once.ParametersSha256, twice.ParametersSha256);
    }

    [Fact]
    public async Task People_see_who_is_cut()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        foreach (AggregationOptions rule in (AggregationOptions[])[new MinimumDiameterOptions(), new TrimmedMeanOptions(), new MedianOptions()])
        {
            (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(client, Job(rule, new SignFlipAttackOptions { Scale = 50 }));
            ImmutableArray<WorkerSummary> workers = await client.GetWorkersAsync(status.JobId, TestContext.Current.CancellationToken);

            double honest = workers.Where(worker => !worker.Byzantine).Average(worker => worker.Suspicion!.Value);
            Assert.All(workers.Where(worker => worker.Byzantine), worker =>
            {
                Assert.True(worker.Suspicion > honest, $"{rule}: {worker.Suspicion} of {honest}");
                Assert.True(worker.Distance > 5 * workers[0].Distance, $"{rule}: {worker.Distance} and {workers[0].Distance}");
            });
            Assert.All(events.Where(one => one.Shares is not null), one => Assert.Equal(1, one.Shares!.Value.Sum(share => share.Weight), 1e-9));
        }
    }

    [Fact]
    public async Task More_Byzantine_workers_than_the_rule_is_set_up_for_are_warned_of()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        JobDefinition job = Job(new MeanOptions(), new ZeroAttackOptions()) with { Aggregation = new AggregationSection() };

        (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), job);

        Assert.Contains("2 of 11 workers are Byzantine", Assert.Single(status.Warnings), StringComparison.Ordinal);
        Assert.Contains(events, one => one.Kind == JobEventKinds.Warning);
    }

    [Fact]
    public async Task Shards_change_a_result_by_rounding_only()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(3, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        foreach (string kind in (string[])["multi-krum", "flag", "trimmed-mean"])
        {
            double[] losses = new double[3];
            for (int i = 0; i < 3; i++)
            {
                JobDefinition job = Job(Rule(kind), new IpmAttackOptions()) with { Placement = new PlacementSection { Shards = (int[])[1, 2, 7] is var shards ? shards[i] : 0 } };
                (JobStatus status, _) = await TestJobs.RunAsync(client, job);
                losses[i] = status.Latest!.Loss!.Value;
            }

            Assert.All(losses, loss => Assert.Equal(losses[0], loss, 1e-4 * losses[0]));
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task What_a_coordinator_sends_and_gets_in_a_round_stays_below_16_n_squared(int count)
    {
        // What crosses the wire for one shard: the question, the partial products, the order. n x n numbers once and n x n / 2 once.
        IAggregationRule rule = new AggregationPipeline([new NearestNeighbors()], new CoordinateWise(CoordinateRule.TrimmedMean));
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var serializer = cluster.Silos[0].GetRequiredService<Serializer>();
        int[] workers = [.. Enumerable.Range(0, count)];
        var order = new CommitOrder { Round = 5, Workers = [.. workers] };
        long bytes = 0;
        var aggregation = new RoundAggregation { Rule = rule, ByzantineOf = (_, _) => 2 };
        RoundPlan plan = await aggregation.DecideAsync(5, workers, [.. workers.Select(_ => 1.0)], 0, question =>
        {
            double[] answer = [.. Enumerable.Range(0, count * (count + 1) / 2).Select(i => 1.0 / (1 + i))];
            bytes += serializer.SerializeToArray(question.ToOrder(order, 0)).Length + serializer.SerializeToArray(answer.ToImmutableArray()).Length;
            return Task.FromResult(answer);
        });
        bytes += serializer.SerializeToArray(order.With(plan)).Length;

        Assert.InRange(bytes, 8 * count * count, (16 * count * count) + 4000);
    }

    private static JobDefinition Job(AggregationOptions rule, AttackOptions attack) => TestJobs.Small(new SgdOptions { LearningRate = 0.01 }) with
    {
        Aggregation = new AggregationSection { Rule = rule, Byzantine = 2 },
        Workers = new WorkersSection { Count = 11, Byzantine = new ByzantineSection { Count = 2, Attack = attack } },
    };

    private static AttackOptions Attack(string kind) => (AttackOptions)Activator.CreateInstance(AttackTable.All.Entries.Single(entry => entry.Kind == kind).OptionsType)!;

    private static AggregationOptions Rule(string kind) =>
        (AggregationOptions)Activator.CreateInstance(AggregationTable.All.Entries.Single(entry => entry.Kind == kind).OptionsType)!;
}
