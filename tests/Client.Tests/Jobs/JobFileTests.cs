using Starling.Algorithms.Options;
using Starling.Client.Jobs;
using Xunit;

namespace Starling.Client.Tests.Jobs;

public sealed class JobFileTests
{
    private const string Good = """
        name: trial
        algorithm:
          kind: fedspeed
          prox: 0.2
        model: { kind: mlp, hidden: [20, 10] }
        data: { kind: synthetic, partition: iid }
        workers: { count: 100, participation: 0.1 }
        stop: { rounds: 20 }
        placement: { shards: 4, labels: { gpu: "true", zone: 5 } }
        seed: 7
        """;

    [Fact]
    public void A_good_file_becomes_a_job()
    {
        JobFileResult result = JobFile.Parse(Good, "jobs/x.yaml");

        Assert.Empty(result.Issues);
        Assert.Equal("trial", result.Spec!.Name);
        Assert.Equal(4, result.Spec.Shards);
        Assert.Equal("true", result.Spec.Labels.Single(label => label.Name == "gpu").Value);
        Assert.Equal("5", result.Spec.Labels.Single(label => label.Name == "zone").Value);
        Assert.Equal(result.Definition!.ToJson(), result.Spec.Definition);
        Assert.Equal(Algorithms.Runs.RunDefinition.Parse(result.Spec.Definition).ToJson(), result.Spec.Definition);
        Assert.DoesNotContain("placement", result.Spec.Definition, StringComparison.Ordinal);
    }

    [Fact]
    public void YAML_and_JSON_give_the_same_job()
    {
        const string Json = """
            {
              "$schema": "../docs/job.schema.json",
              "name": "trial", "algorithm": { "kind": "fedspeed", "prox": 0.2 }, "model": { "kind": "mlp", "hidden": [20, 10] },
              "data": { "kind": "synthetic", "partition": "iid" }, "workers": { "count": 100, "participation": 1e-1 },
              "stop": { "rounds": 20 }, "placement": { "shards": 4, "labels": { "gpu": "true", "zone": "5" } }, "seed": 7
            }
            """;

        string yaml = JobFile.Parse(Good, "x.yaml").Definition!.ToYaml();

        Assert.Equal(yaml, JobFile.Parse(Json, "x.json").Definition!.ToYaml());
        Assert.Equal(yaml, JobFile.Parse(Json, "x.yaml").Definition!.ToYaml());
    }

    [Fact]
    public void The_resolved_job_is_a_job_file_that_means_the_same()
    {
        JobDefinition job = JobFile.Parse(Good, "x.yaml").Definition!;

        Assert.Equal(job.ToYaml(), JobFile.Parse(job.ToYaml(), "y.yaml").Definition!.ToYaml());
        Assert.Equal(job.ToYaml(), JobFile.Parse(job.ToJobJson(), "y.json").Definition!.ToYaml());
        Assert.Contains("hidden: [20, 10]", job.ToYaml(), StringComparison.Ordinal);
        Assert.Contains("learningRateDecay: 0.998", job.ToYaml(), StringComparison.Ordinal);
        Assert.Contains("gpu: \"true\"", job.ToYaml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs/quick start.v2.yaml", "quick-start.v2")]
    [InlineData("..yaml", "job")]
    [InlineData("-rf.json", "rf")]
    [InlineData("日本.yaml", "job")]
    public void A_job_without_a_name_is_named_after_its_file(string file, string name) =>
        Assert.Equal(name, JobFile.Parse("{ algorithm: fedavg, model: softmax, data: synthetic }", file, "seed=1").Definition?.Name ?? JobNames.FromFile(file));

    // What stands in the place of one line of the good file, then what is printed.
    [Theory]
    [InlineData("seed: 7", "sed: 7", "x.yaml:10:1: sed: STAR0103: There is no such field here; did you mean 'seed'?")]
    [InlineData("prox: 0.2", "porx: 0.2", "x.yaml:4:3: algorithm.porx: STAR0103: There is no such field here; did you mean 'prox'?")]
    [InlineData("stop: { rounds: 20 }", "rounds: 20", "x.yaml:8:1: rounds: STAR0103: There is no such field here; it belongs to 'stop'.")]
    [InlineData("prox: 0.2", "prox: high", "x.yaml:4:9: algorithm.prox: STAR0104: This must be a number from 0 to 1000000000, not 'high'.")]
    [InlineData("seed: 7", "seed: '7'", "x.yaml:10:7: seed: STAR0104: This must be a whole number of at least 0, not the text '7'.")]
    [InlineData("participation: 0.1", "participation: 0", "x.yaml:7:39: workers.participation: STAR0105: This must be a number above 0 and at most 1, not 0.")]
    [InlineData("participation: 0.1", "participation: 2", "x.yaml:7:39: workers.participation: STAR0105: This must be a number above 0 and at most 1, not 2.")]
    [InlineData("participation: 0.1", "participation: 0.001", "x.yaml:7:39: workers.participation: STAR0108: ")]
    [InlineData("name: trial", "name: ../trial", "x.yaml:1:7: name: STAR0105: This must be a text of 1 to 64 letters, digits,")]
    [InlineData("name: trial", "name: [trial]", "x.yaml:1:7: name: STAR0104: This must be a text of 1 to 64 letters, digits,")]
    [InlineData("kind: mlp", "kind: mpl", "x.yaml:5:16: model.kind: STAR0106: There is no 'mpl' here; did you mean 'mlp'?")]
    [InlineData("partition: iid", "partition: idd", "x.yaml:6:37: data.partition: STAR0106: There is no 'idd' here; did you mean 'iid'?")]
    [InlineData("model: { kind: mlp, hidden: [20, 10] }", "", "x.yaml:1:1: model: STAR0107: The job needs a model, or a problem; write model: softmax, for instance.")]
    [InlineData("kind: synthetic", "alpha: 1", "x.yaml:6:7: data: STAR0107: A kind is required, one of ")]
    [InlineData("seed: 7", "name: again", "x.yaml:10:1: name: STAR0109: This stands already at x.yaml:1:1.")]
    [InlineData("count: 100", "count: 100, count: 10", "x.yaml:7:24: workers.count: STAR0109: This stands already at x.yaml:7:12.")]
    public void A_mistake_is_printed_with_its_line_and_what_would_be_valid(string right, string wrong, string printed)
    {
        JobFileResult result = JobFile.Parse(Good.Replace(right, wrong, StringComparison.Ordinal), "x.yaml");

        Assert.Null(result.Spec);
        Assert.Null(result.Definition);
        Assert.StartsWith(printed, Assert.Single(result.Issues).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_printed_at_once_in_the_order_of_the_file_overrides_last()
    {
        JobFileResult result = JobFile.Parse(
            """
            seed: x
            algorithm: { kind: fedspeed, porx: 1 }
            workers: { participation: 2, count: 0 }
            modle: softmax
            """, "x.yaml", "evaluate.every=0", "stop");

        Assert.Equal(
            [
                "x.yaml:1:7: seed: STAR0104", "x.yaml:2:30: algorithm.porx: STAR0103",
                "x.yaml:3:27: workers.participation: STAR0105", "x.yaml:3:37: workers.count: STAR0105", "x.yaml:4:1: modle: STAR0103",
                "--set stop: STAR0110", "--set evaluate.every=0: evaluate.every: STAR0105",
            ],
            result.Issues.Select(issue => issue.ToString()[..(issue.ToString().IndexOf("STAR", StringComparison.Ordinal) + 8)]));
    }

    [Theory]
    [InlineData("x.json", "{\n  \"name\": }", "x.json:2:11: STAR0102: ")]
    [InlineData("x.json", "name: trial", "x.json:1:2: STAR0102: ")]
    [InlineData("x.yaml", "[]", "x.yaml:1:1: STAR0104: A job file is a map of fields")]
    [InlineData("x.yaml", "fedavg", "x.yaml:1:1: STAR0104: A job file is a map of fields")]
    public void A_file_that_is_no_job_is_refused(string name, string text, string printed) =>
        Assert.StartsWith(printed, Assert.Single(JobFile.Parse(text, name).Issues).ToString(), StringComparison.Ordinal);

    [Fact]
    public void An_empty_file_lacks_what_is_required() =>
        Assert.Equal(["algorithm"], JobFile.Parse("# nothing yet\n", "x.yaml").Issues.Select(issue => issue.Path));

    // What an algorithm needs beside itself is told once the fields that are there are right.
    [Theory]
    [InlineData("algorithm: fedavg", new[] { "model", "data" })]
    [InlineData("algorithm: dadao", new[] { "problem" })]
    public void A_file_lacks_what_its_algorithm_needs(string text, string[] missing) =>
        Assert.Equal(missing, JobFile.Parse(text, "x.yaml").Issues.Select(issue => issue.Path));

    [Fact]
    public void A_file_that_cannot_be_read_is_an_issue_too()
    {
        string folder = Directory.CreateTempSubdirectory("starling-").FullName;
        try
        {
            string latin = Path.Combine(folder, "latin.yaml");
            File.WriteAllBytes(latin, [(byte)'#', 0xE9]);

            Assert.Equal("STAR0101", Assert.Single(JobFile.Read(Path.Combine(folder, "none.yaml")).Issues).Error.Code);
            Assert.Equal("STAR0101", Assert.Single(JobFile.Read(folder).Issues).Error.Code);
            Assert.Equal($"{latin}: STAR0102: The file is not UTF-8 text.", Assert.Single(JobFile.Read(latin).Issues).ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_job_built_in_code_is_checked_before_it_is_submitted()
    {
        JobDefinition job = JobFile.Parse(Good, "x.yaml").Definition!;

        Assert.Equal(job.ToJson(), job.ToSpec().Definition);
        var refusal = Assert.Throws<Algorithms.Errors.StarlingException>(() => (job with { Name = "a/b" }).ToSpec());
        Assert.Equal("STAR0105", refusal.Error.Code);
    }

    [Fact]
    public void An_issue_that_is_found_later_gets_the_line_of_its_field()
    {
        JobFileResult result = JobFile.Parse(Good, "x.yaml");

        LocatedIssue issue = result.Locate(new OptionIssue(Algorithms.Errors.ErrorCatalog.PartitionImpossible, "data.partition", "Too few samples."));

        Assert.Equal("x.yaml:6:37: data.partition: STAR0206: Too few samples.", issue.ToString());
    }
}
