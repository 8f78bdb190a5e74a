using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology;

/// <summary>Which nodes of a decentralized run are neighbours: <c>topology.graph</c> of a job.</summary>
public abstract record TopologyOptions : PartOptions
{
    /// <summary>Whether the seed decides the edges.</summary>
    public virtual bool IsRandom => false;

    /// <summary>Why there is no such graph of so many nodes; null where there is.</summary>
    /// <param name="nodes">n.</param>
    /// <returns>An issue whose path is the field that is wrong, empty where it is the number of nodes.</returns>
    public abstract OptionIssue? Refuse(int nodes);

    /// <summary>Makes the graph. Every graph but one that a file describes is connected. The same options, nodes and seed give the same graph everywhere.</summary>
    /// <param name="nodes">n.</param>
    /// <param name="seed">The job's seed.</param>
    /// <param name="index">The place in a sequence of graphs that vary with time; other than 0 for random graphs only.</param>
    /// <exception cref="StarlingException">STAR0803 or STAR0108: there is no such graph; STAR0201, STAR0801: of the file.</exception>
    public Graph Create(int nodes, ulong seed, int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return Refuse(nodes) is { } issue ? throw new StarlingException(issue.Error, issue.Message) : Build(nodes, seed, index);
    }

    /// <summary>Where the nodes lie, where the graph itself says so: x and y of every node in the unit square.</summary>
    internal virtual (double X, double Y)[]? Positions(int nodes, ulong seed, int index) => null;

    private protected abstract Graph Build(int nodes, ulong seed, int index);

    private protected static RandomStream Stream(ulong seed, int index) => new(seed, RandomPurpose.Topology, participant: 0, round: index);

    private protected static OptionIssue Impossible(string message) => new(ErrorCatalog.GraphImpossible, "", message);

    private protected static OptionIssue? AtLeast(string name, int nodes, int least) =>
        nodes < least ? Impossible($"{name} has at least {least} nodes, not {nodes}.") : null;
}
