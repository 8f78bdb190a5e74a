using Starling.Client.Jobs;
using Xunit;

namespace Starling.Client.Tests.Jobs;

public sealed class JobOverrideTests
{
    private const string Job = "{ algorithm: { kind: fedspeed, prox: 0.2 }, model: mlp, data: { kind: synthetic, partition: natural } }";

    // An override and what stands in the resolved job afterwards.
    [Theory]
    [InlineData("seed=5", "\"seed\":5")]
    [InlineData("workers.count=20", "\"workers\":{\"count\":20,")]
    [InlineData("algorithm.prox=1e-3", "\"prox\":0.001")]
    [InlineData("algorithm=fedavg", "\"algorithm\":{\"kind\":\"fedavg\"")]
    [InlineData("algorithm={kind: fedavg, batchSize: 7}", "\"batchSize\":7")]
    [InlineData("model.hidden=[20, 10]", "\"hidden\":[20,10]")]
    [InlineData("data.partition.kind=dirichlet", "\"partition\":{\"kind\":\"dirichlet\"")]
    [InlineData("stop.rounds = 3", "\"stop\":{\"rounds\":3}")]
    [InlineData("algorithm.prox=", "\"prox\":0.1")]
    public void A_value_is_put_in_its_place(string assignment, string written)
    {
        JobFileResult result = JobFile.Parse(Job, "x.yaml", assignment);

        Assert.Empty(result.Issues);
        Assert.Contains(written, result.Spec!.Definition, StringComparison.Ordinal);
    }

    [Fact]
    public void Later_overrides_win_and_build_on_earlier_ones()
    {
        JobFileResult result = JobFile.Parse(
            Job, "x.yaml", "seed=5", "data.partition=dirichlet", "data.partition.alpha=0.3", "seed=6", "name=mine", "placement.labels.gpu=true");

        Assert.Empty(result.Issues);
        Assert.Contains("\"seed\":6", result.Spec!.Definition, StringComparison.Ordinal);
        Assert.Contains("\"partition\":{\"kind\":\"dirichlet\",\"alpha\":0.3", result.Spec.Definition, StringComparison.Ordinal);
        Assert.Equal("mine", result.Spec.Name);
        Assert.Equal("true", result.Spec.Labels.Single(label => label.Name == "gpu").Value);
    }

    [Theory]
    [InlineData("seed", "--set seed: STAR0110: An override is written path.to.field=value.")]
    [InlineData("", "--set : STAR0110: An override is written path.to.field=value.")]
    [InlineData("=5", "--set =5: STAR0110: An override is written path.to.field=value.")]
    [InlineData("workers..count=5", "--set workers..count=5: STAR0110: An override is written path.to.field=value.")]
    [InlineData("model.hidden=[5", "--set model.hidden=[5: model.hidden: STAR0110: The value cannot be read: ")]
    [InlineData("workers.cout=5", "--set workers.cout=5: workers.cout: STAR0103: There is no such field here; did you mean 'count'?")]
    [InlineData("wrkers.count=5", "--set wrkers.count=5: wrkers: STAR0103: There is no such field here; did you mean 'workers'?")]
    [InlineData("workers.participation=2", "--set workers.participation=2: workers.participation: STAR0105: This must be a number above 0 and at most 1, not 2.")]
    [InlineData("workers.count=many", "--set workers.count=many: workers.count: STAR0104: This must be a whole number from 1 to 1000000, not 'many'.")]
    [InlineData("algorithm.learningRate.x=1", "--set algorithm.learningRate.x=1: algorithm.learningRate: STAR0104: ")]
    public void An_override_that_cannot_be_is_refused_by_its_own_words(string assignment, string printed) =>
        Assert.StartsWith(printed, Assert.Single(JobFile.Parse(Job, "x.yaml", assignment).Issues).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_list_has_no_fields_to_set() => Assert.StartsWith(
        "--set model.hidden.0=5: model.hidden.0: STAR0110: 'hidden' is a list and has no fields; give the whole list: hidden=[...].",
        Assert.Single(JobFile.Parse(Job, "x.yaml", "model.hidden=[1]", "model.hidden.0=5").Issues).ToString(), StringComparison.Ordinal);
}
