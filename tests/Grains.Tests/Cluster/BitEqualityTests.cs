using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Distributed;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Variational;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

/// <summary>The strongest promise: a job's result depends on the job alone, to the last bit.</summary>
public sealed class BitEqualityTests
{
    [Fact]
    public async Task Silos_and_shards_do_not_change_a_bit()
    {
        string expected = InMemory(TestJobs.Small(TestJobs.FedSpeed));
        foreach (int silos in (int[])[1, 3])
        {
            await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(silos, cancellationToken: TestContext.Current.CancellationToken);
            var client = new StarlingClient(cluster.Client);
            foreach (int shards in (int[])[1, 2, 7])
            {
                (JobStatus status, _) = await TestJobs.RunAsync(client, TestJobs.Small(TestJobs.FedSpeed, shards: shards));

                Assert.Equal(JobPhase.Completed, status.Phase);
                Assert.Equal(shards, status.Shards);
                Assert.Equal(expected, status.ParametersSha256);
            }
        }
    }

    [Fact]
    public async Task Every_algorithm_of_the_table_gives_the_bits_of_a_run_in_memory()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        foreach (PartEntry entry in AlgorithmTable.Rounds.Entries.Where(entry => !entry.OptionsType.IsSubclassOf(typeof(VariationalOptions))))
        {
            var options = (RoundAlgorithmOptions)Activator.CreateInstance(entry.OptionsType)!;
            if (options is LocalTrainingOptions training)
                options = training with { LocalEpochs = 1, BatchSize = 20, RelaxedInitialization = 0.1 };

            // A sum over all coordinates follows the shards; everything else does not.
            int shards = options.Create<float>().ReductionCount > 0 ? 1 : 3;
            JobDefinition job = TestJobs.Small(options, shards: shards);
            (JobStatus status, _) = await TestJobs.RunAsync(client, job);

            Assert.True(InMemory(job) == status.ParametersSha256, $"{entry.Kind}: {status.Phase} {status.Failure?.Message}");
        }
    }

    [Fact]
    public async Task Every_rule_gives_the_bits_of_a_run_in_memory()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        foreach (PartEntry entry in AggregationTable.All.Entries)
        {
            var rule = (AggregationOptions)Activator.CreateInstance(entry.OptionsType)!;
            JobDefinition job = Robust(new AggregationSection { Rule = rule, Byzantine = Math.Min(2, rule.MostByzantine(11)) }, new SignFlipAttackOptions { Scale = 3 });
            (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(client, job);

            Assert.True(InMemory(job) == status.ParametersSha256, $"{entry.Kind}: {status.Phase} {status.Failure?.Message}");
            Assert.All(events.Where(one => one.Kind == JobEventKinds.RoundCommitted), one => Assert.Equal(entry.Kind == "mean" ? null : 11, one.Shares?.Length));
        }
    }

    [Fact]
    public async Task Every_attack_gives_the_bits_of_a_run_in_memory()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);

        // What the shards refuse is not in memory either: these have tests of their own.
        string[] refused = ["nan", "inf", "wrong-shape"];
        foreach (PartEntry entry in AttackTable.All.Entries.Where(entry => !refused.Contains(entry.Kind)))
        {
            JobDefinition job = Robust(new AggregationSection { Rule = new TrimmedMeanOptions(), Byzantine = 2 }, (AttackOptions)Activator.CreateInstance(entry.OptionsType)!);
            (JobStatus status, _) = await TestJobs.RunAsync(client, job);

            Assert.True(InMemory(job) == status.ParametersSha256, $"{entry.Kind}: {status.Phase} {status.Failure?.Message}");
        }
    }

    [Theory]
    [InlineData(MomentumPlace.Worker)]
    [InlineData(MomentumPlace.BeforeRule)]
    [InlineData(MomentumPlace.AfterRule)]
    public async Task Momentum_and_pre_aggregations_give_the_bits_of_a_run_in_memory(MomentumPlace place)
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        JobDefinition job = Robust(
            new AggregationSection
            {
                Rule = new CenteredClippingOptions { Tau = 1, L = 2 },
                Pre = [new NormClippingOptions(), new NearestNeighborsOptions(), new BucketingOptions()],
                Byzantine = 2,
                Momentum = new MomentumSection { At = place, Beta = 0.5 },
            },
            new AlieOptimizedAttackOptions());

        (JobStatus status, _) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), job);

        Assert.True(InMemory(job) == status.ParametersSha256, $"{status.Phase} {status.Failure?.Message}");
    }

    /// <summary>Eleven workers, two of them Byzantine, one gradient a round.</summary>
    private static JobDefinition Robust(AggregationSection aggregation, AttackOptions attack) => TestJobs.Small(new SgdOptions(), shards: 1) with
    {
        Aggregation = aggregation,
        Workers = new WorkersSection { Count = 11, Byzantine = new ByzantineSection { Count = 2, Attack = attack } },
    };

    [Fact]
    public async Task A_sum_over_all_coordinates_crosses_the_shards()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        var options = new FedSmooOptions { LocalEpochs = 1, BatchSize = 20 };

        (JobStatus one, _) = await TestJobs.RunAsync(client, TestJobs.Small(options, shards: 1));
        (JobStatus seven, _) = await TestJobs.RunAsync(client, TestJobs.Small(options, shards: 7));

        Assert.Equal(JobPhase.Completed, seven.Phase);
        Assert.Equal(one.Latest!.Loss!.Value, seven.Latest!.Loss!.Value, 1e-4);
    }

    [Fact]
    public async Task FedSpeed_without_its_parts_gives_the_bits_of_FedAvg()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        FedSpeedOptions off = TestJobs.FedSpeed with { Correction = false, Prox = 0, Rho = 0 };

        (JobStatus fedSpeed, _) = await TestJobs.RunAsync(client, TestJobs.Small(off));
        (JobStatus fedAvg, _) = await TestJobs.RunAsync(
            client, TestJobs.Small(new FedAvgOptions { LocalEpochs = off.LocalEpochs, BatchSize = off.BatchSize }));

        Assert.NotNull(fedAvg.ParametersSha256);
        Assert.Equal(fedAvg.ParametersSha256, fedSpeed.ParametersSha256);
    }

    [Fact]
    public async Task Several_jobs_at_once_do_not_disturb_each_other()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        JobDefinition[] jobs = [.. Enumerable.Range(1, 4).Select(seed => TestJobs.Small(TestJobs.FedSpeed, seed: (ulong)seed, shards: seed))];

        (JobStatus Status, List<JobEvent>)[] ended = await Task.WhenAll(jobs.Select(job => TestJobs.RunAsync(client, job)));

        Assert.Equal(jobs.Select(InMemory), ended.Select(end => end.Status.ParametersSha256));
    }

    /// <summary>The same job without any cluster.</summary>
    private static string InMemory(RunDefinition job) => MemoryRun.Hash(job);
}
