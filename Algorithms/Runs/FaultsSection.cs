using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Runs;

/// <summary>Faults that a live run simulates, to see what it survives: <c>topology.faults</c> of a job.</summary>
public sealed record FaultsSection : ICheckedOptions
{
    /// <summary>The share of the messages between nodes, questions and answers alike, that are lost.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Drop { get; init; }

    /// <summary>The share of the messages between nodes that arrive twice.</summary>
    [Range(0, 1)]
    public double Duplicate { get; init; }

    /// <summary>Nodes that stand still, and answer nobody, for a while.</summary>
    public IReadOnlyList<int> Stopped { get; init; } = [];

    /// <summary>Nodes whose clocks go slower, all the time.</summary>
    public IReadOnlyList<int> Slow { get; init; } = [];

    /// <summary>How many times slower the clocks of the slow nodes go.</summary>
    [Range(1, 1000)]
    public double Slowness { get; init; } = 4;

    /// <summary>Nodes of which the edge between each two that follow one another carries nothing for a while: an even number of them.</summary>
    public IReadOnlyList<int> Cut { get; init; } = [];

    /// <summary>Seconds after which nodes stop and edges are cut.</summary>
    [Range(0, double.MaxValue)]
    public double After { get; init; } = 10;

    /// <summary>Seconds for which they are.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Lasting { get; init; } = 10;

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if (Cut.Count % 2 != 0)
            yield return new OptionIssue(ErrorCatalog.OutOfRange, "cut", "Edges are given by their two nodes each, one behind the other: cut: [0, 1] for the edge between nodes 0 and 1.");
    }

    /// <summary>What is wrong with the section: a node is named that there is not.</summary>
    /// <param name="nodes">n.</param>
    internal IEnumerable<OptionIssue> Refuse(int nodes)
    {
        foreach ((string name, IReadOnlyList<int> list) in new[] { ("stopped", Stopped), ("slow", Slow), ("cut", Cut) })
        {
            foreach (int node in list.Where(node => node < 0 || node >= nodes).Take(1))
                yield return new OptionIssue(ErrorCatalog.OutOfRange, name, string.Create(CultureInfo.InvariantCulture, $"There is no node {node}; nodes are 0 to {nodes - 1}."));
        }
    }

    /// <summary>What is wrong with the section for a graph: an edge is cut that it has not got.</summary>
    internal OptionIssue? RefuseCut(Graph graph)
    {
        for (int k = 0; k + 1 < Cut.Count; k += 2)
        {
            if (!graph.HasEdge(Cut[k], Cut[k + 1]))
                return new OptionIssue(ErrorCatalog.OutOfRange, "cut", string.Create(CultureInfo.InvariantCulture, $"There is no edge between nodes {Cut[k]} and {Cut[k + 1]}."));
        }

        return null;
    }

    /// <summary>Whether an edge is cut for a while.</summary>
    public bool Cuts(int a, int b)
    {
        for (int k = 0; k + 1 < Cut.Count; k += 2)
        {
            if ((Cut[k] == a && Cut[k + 1] == b) || (Cut[k] == b && Cut[k + 1] == a))
                return true;
        }

        return false;
    }
}
