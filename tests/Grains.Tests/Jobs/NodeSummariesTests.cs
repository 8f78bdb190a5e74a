using System.Collections.Immutable;
using Starling.GrainInterfaces;
using Starling.Grains.Networks;
using Xunit;

namespace Starling.Grains.Tests.Jobs;

public sealed class NodeSummariesTests
{
    // A line of three nodes.
    private static readonly NetworkActivity Line = new() { Ends = [0, 1, 1, 2], Edges = [7, 9], Nodes = [10, 12, 5] };

    [Fact]
    public void A_node_has_its_neighbours_and_the_uses_of_its_edges()
    {
        ImmutableArray<WorkerSummary> summaries = NodeSummaries.Of(Line, 10, graphVaries: false, node => (node, []));

        Assert.Equal([0, 1, 2], summaries.Select(summary => summary.Worker));
        Assert.Equal([0, 1, 2], summaries.Select(summary => summary.Samples));
        Assert.Equal([1, 2, 1], summaries.Select(summary => summary.Node!.Neighbors));
        Assert.Equal([7L, 16, 9], summaries.Select(summary => summary.Node!.Uses));
        Assert.Equal([10L, 12, 5], summaries.Select(summary => summary.Node!.Gradients));
        Assert.Equal([1, 1.2, 0.5], summaries.Select(summary => summary.Node!.GradientsPerRound));
        Assert.All(summaries, summary => Assert.False(summary.Node!.Missing));
    }

    [Fact]
    public void Before_the_first_round_there_is_no_pace() =>
        Assert.All(NodeSummaries.Of(Line, 0, graphVaries: false, _ => (0, [])), summary => Assert.Equal(0, summary.Node!.GradientsPerRound));

    [Fact]
    public void Uses_are_not_told_of_edges_that_come_and_go() =>
        Assert.All(NodeSummaries.Of(Line, 10, graphVaries: true, _ => (0, [])), summary => Assert.Null(summary.Node!.Uses));

    [Fact]
    public void Who_does_not_answer_is_named()
    {
        NetworkActivity live = Line with { Live = new LiveReport { Missing = [1] } };
        Assert.Equal([false, true, false], NodeSummaries.Of(live, 10, graphVaries: false, _ => (0, [])).Select(summary => summary.Node!.Missing));
    }
}
