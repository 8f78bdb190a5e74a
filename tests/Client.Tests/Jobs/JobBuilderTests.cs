using System.Collections.Immutable;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Options;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Client.Tests.Jobs;

public sealed class JobBuilderTests
{
    [Fact]
    public void A_job_that_is_built_is_the_one_of_the_file()
    {
        const string File = """
            name: built
            algorithm: { kind: fedspeed, learningRate: 0.2 }
            model: { kind: mlp, hidden: [8] }
            data: { kind: synthetic, alpha: 0.5 }
            workers: { count: 7, participation: 0.5 }
            stop: { rounds: 9 }
            seed: 3
            placement: { shards: 2, priority: 5, labels: { gpu: "true" } }
            checkpoint: { every: 4 }
            """;

        JobSpec spec = new JobBuilder("built")
            .Algorithm(new FedSpeedOptions { LearningRate = 0.2 })
            .Model(new MlpOptions { Hidden = [8] })
            .Data(new SyntheticDataOptions { Alpha = 0.5 })
            .Workers(7, 0.5)
            .Rounds(9)
            .Seed(3)
            .Placement(new PlacementSection { Shards = 2, Priority = 5, Labels = new Dictionary<string, string> { ["gpu"] = "true" }.ToImmutableDictionary() })
            .Checkpoint(new CheckpointSection { Every = 4 })
            .Build();

        Assert.True(JobFile.Parse(File, "job.yaml").Spec!.IsSameAs(spec));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        bool isValid = new JobBuilder("-wrong-").Data(new SyntheticDataOptions { Features = 0 }).Rounds(-1).TryBuild(out JobSpec? spec, out IReadOnlyList<LocatedIssue> issues);

        Assert.False(isValid);
        Assert.Null(spec);
        Assert.Equal(["algorithm", "data.features", "name", "stop.rounds"], issues.Select(issue => issue.Path).Order(StringComparer.Ordinal));
        Assert.Contains(issues, issue => issue.Error == ErrorCatalog.MissingField);
    }

    [Fact]
    public void Fields_that_contradict_each_other_are_refused_as_in_a_file()
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => new JobBuilder("x").Algorithm(new FedAvgOptions()).Build());

        Assert.Equal(ErrorCatalog.MissingField, refusal.Error);
        Assert.Contains("model", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_may_go_on_after_a_job_was_built()
    {
        JobBuilder builder = new JobBuilder("x").Algorithm(new FedAvgOptions()).Model(new SoftmaxOptions()).Data(new SyntheticDataOptions()).Rounds(1);
        JobSpec first = builder.Build();
        JobSpec second = builder.Rounds(2).Build();

        Assert.Contains("\"rounds\":1", first.Definition, StringComparison.Ordinal);
        Assert.Contains("\"rounds\":2", second.Definition, StringComparison.Ordinal);
    }
}
