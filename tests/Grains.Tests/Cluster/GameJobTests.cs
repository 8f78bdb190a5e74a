using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

/// <summary>Variational inequalities and compressed updates on a cluster.</summary>
public sealed class GameJobTests
{
    // An MLP with 16 hidden units on the 60 features and 10 classes of the generated data.
    private const int Parameters = (60 * 16) + 16 + (16 * 10) + 10;

    public static TheoryData<string, string, string> Methods => new()
    {
        { "extragradient", "bilinear", "" },
        { "past-extragradient", "matrix-game", "" },
        { "optimistic-gradient", "matrix-game", "" },
        { "reflected-gradient", "{ kind: quadratic-game, samples: 5 }", "" },
        { "{ kind: past-extragradient, batchSize: 2 }", "{ kind: quadratic-game, samples: 5 }", "" },
        { "masha1", "bilinear", "compression: { up: { kind: rand-k, k: 5 } }" },
        { "masha1", "bilinear", "compression: { up: { kind: rand-k, fraction: 0.2 }, down: { kind: rand-k, fraction: 0.2 } }" },
        { "masha1", "bilinear", "compression: { up: perm-k }" },
        { "{ kind: masha1, batchSize: 1 }", "{ kind: quadratic-game, samples: 5 }", "compression: { up: { kind: qsgd, s: 8 } }" },
        { "masha2", "bilinear", "compression: { up: { kind: top-k, k: 10 }, down: { kind: top-k, k: 10 } }" },
        { "masha2", "bilinear", "compression: { up: sign, down: sign }" },
        { "past-extragradient", "matrix-game", "compression: { down: { kind: top-k, fraction: 0.3 } }" },
        { "proxskip-gda", "{ kind: quadratic-game, spectrum: shared }", "" },
        { "proxskip-gda", "{ kind: quadratic-game, spectrum: shared }", "compression: { down: natural }" },
        { "proxskip-sgda", "{ kind: quadratic-game, samples: 5 }", "" },
        { "proxskip-lsvrgda", "{ kind: quadratic-game, samples: 5 }", "" },
        { "local-sgda", "{ kind: quadratic-game, samples: 5 }", "" },
        { "fedgda-gt", "{ kind: quadratic-game, samples: 5 }", "" },
        { "alpd", "{ kind: quadratic-penalty, dimension: 8, rows: 5, startSeed: 2 }", "" },
        { "{ kind: alpd, variant: inexact, innerSteps: 2 }", "{ kind: quadratic-constraints, dimension: 8, constraints: 5, startSeed: 2 }", "" },
        { "alpd", "{ kind: robust-least-squares, rows: 4, columns: 5 }", "" },
        { "{ kind: scaffold, localSteps: 5, batchSize: 0, learningRate: 0.05 }", "{ kind: quadratic-game, samples: 5 }", "" },
        { "{ kind: extragradient, stepSize: 0.2, batchSize: 4 }", "{ kind: gan, samples: 16 }", "" },
        { "gradient-descent-ascent", "quadratic", "compression: { up: { kind: top-k, k: 3 } }" },
        { "diana", "logistic", "compression: { up: natural }" },
        { "marina", "logistic", "compression: { up: { kind: rand-k, k: 2 } }" },
        { "ef21", "logistic", "compression: { up: { kind: top-k, k: 2 } }" },
        { "diana", "logistic", "compression: { up: natural, down: { kind: rand-k, fraction: 0.3 } }" },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Silos_and_shards_do_not_change_a_bit(string algorithm, string problem, string more)
    {
        string? expected = null;
        foreach ((int silos, int shards) in ((int, int)[])[(1, 1), (3, 3)])
        {
            JobDefinition job = Job(algorithm, problem, more, shards);
            expected ??= MemoryRun.Hash(job);
            await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(silos, cancellationToken: TestContext.Current.CancellationToken);
            (JobStatus status, List<JobEvent> events) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), job);

            Assert.True(status.Phase == JobPhase.Completed, status.Failure?.Message);
            Assert.Equal(expected, status.ParametersSha256);
            MetricRow last = events.Last(happened => happened.Metrics is not null).Metrics!;
            Assert.True(last is { GradientNorm: not null, Accuracy: null, Iterations: > 0 });
            bool isMatrix = problem.Contains("matrix-game", StringComparison.Ordinal);
            bool isOnBalls = problem.Contains("quadratic-penalty", StringComparison.Ordinal) || problem.Contains("quadratic-constraints", StringComparison.Ordinal);
            Assert.Equal(isMatrix || isOnBalls, last.Gap is not null);
            Assert.True(isMatrix || (isOnBalls || problem.Contains("gan", StringComparison.Ordinal)) == (last.Distance is null));
        }
    }

    [Fact]
    public async Task Both_ways_carry_what_was_encoded()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        const string Dense = "{ kind: masha1, refresh: 0.05, stepSize: 0.01 }";
        (JobStatus plain, _) = await TestJobs.RunAsync(client, Job(Dense, "{ kind: bilinear, dimension: 500 }", ""));
        (JobStatus both, _) = await TestJobs.RunAsync(
            client, Job(Dense, "{ kind: bilinear, dimension: 500 }", "compression: { up: { kind: rand-k, k: 20 }, down: { kind: rand-k, k: 100 } }"));

        // 8,000 bytes a vector; 160 and 800 of numbers in a message, with 28 of its head; anchors are dense.
        Assert.Equal(40L * 8 * 8000, plain.Totals.BytesUp);
        Assert.Equal(40L * 8 * 8000, plain.Totals.BytesDown);
        long anchors = (both.Totals.BytesUp - (40L * 8 * 188)) / (8000 - 188);
        Assert.InRange(anchors, 8, 8 * 8);
        Assert.Equal((anchors * 8000) + ((320 - anchors) * 188), both.Totals.BytesUp);

        // The first version comes whole, four vectors of it.
        Assert.InRange(both.Totals.BytesDown, (8 * 4 * 8000) + (280 * 828), (8 * 4 * 8000) + ((anchors - 8) * 8000) + (8 * 8000) + (320 * 828));
    }

    [Theory]
    [InlineData("fedavg", "up: { kind: top-k, fraction: 0.05 }", 1)]
    [InlineData("fedspeed", "up: { kind: qsgd, s: 16 }", 1)]
    [InlineData("scaffold", "up: [{ kind: top-k, fraction: 0.1 }, natural]", 1)]
    [InlineData("sgd", "up: { kind: powersgd, rank: 2 }", 1)]
    [InlineData("fedavg", "up: { kind: top-k, fraction: 0.05 }, down: { kind: top-k, fraction: 0.05 }", 0.5)]
    [InlineData("fedadam", "down: natural", 0.5)]
    [InlineData("scaffold", "up: natural, down: { kind: qsgd, s: 16 }", 0.5)]
    public async Task Models_train_with_compressed_vectors_to_the_same_bits(string algorithm, string compression, double shareDown)
    {
        string yaml = $$"""
            algorithm: {{algorithm}}
            model: { kind: mlp, hidden: [16] }
            data: { kind: synthetic, partition: natural }
            workers: { count: 6, participation: 0.5 }
            compression: { {{compression}} }
            stop: { rounds: 6 }
            evaluate: { every: 3 }
            """;
        string? expected = null;
        foreach ((int silos, int shards) in ((int, int)[])[(1, 1), (3, 4)])
        {
            JobDefinition job = Parse(yaml + $"\nplacement: {{ shards: {shards} }}");
            expected ??= MemoryRun.Hash(job);
            await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(silos, cancellationToken: TestContext.Current.CancellationToken);
            (JobStatus status, _) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), job);
            Assert.True(status.Phase == JobPhase.Completed, status.Failure?.Message);
            Assert.Equal(expected, status.ParametersSha256);
            long whole = 6L * 3 * Parameters * sizeof(float) * (algorithm == "scaffold" ? 2 : 1);
            Assert.InRange(status.Totals.BytesUp, 1, compression.Contains("up:", StringComparison.Ordinal) ? (whole / 2) - 1 : whole);
            Assert.InRange(status.Totals.BytesDown, 1, (long)(whole * (silos > 1 ? 1 : shareDown)));
        }
    }

    [Fact]
    public async Task A_job_ends_at_the_distance_and_at_the_gap()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var client = new StarlingClient(cluster.Client);
        (JobStatus near, _) = await TestJobs.RunAsync(client, Job("extragradient", "{ kind: bilinear, dimension: 10, lambda: 0.5 }", "", stop: "rounds: 2000, target: { distance: 1.0e-8 }"));
        (JobStatus fair, _) = await TestJobs.RunAsync(client, Job("{ kind: extragradient, stepSize: 0.5 }", "matrix-game", "", stop: "rounds: 5000, target: { gap: 1.0e-3 }"));

        Assert.True(near.Latest!.Distance <= 1e-8 && near.Round < 2000);
        Assert.True(fair.Latest!.Gap <= 1e-3 && fair.Round < 5000);
    }

    private static JobDefinition Job(string algorithm, string problem, string more, int shards = 1, string stop = "rounds: 40") => Parse($$"""
        algorithm: {{algorithm}}
        problem: {{problem}}
        workers: { count: 8 }
        {{more}}
        stop: { {{stop}} }
        evaluate: { every: 10 }
        placement: { shards: {{shards}} }
        """);

    private static JobDefinition Parse(string yaml)
    {
        JobFileResult result = JobFile.Parse("name: game\n" + yaml, "game.yaml");
        return result.Definition ?? throw new InvalidOperationException(string.Join('\n', result.Issues));
    }
}
