using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Runs;

/// <summary>How edges share the swaps of an algorithm without rounds.</summary>
public enum EdgeRateChoice
{
    /// <summary>All alike.</summary>
    Uniform,

    /// <summary>As unequal as makes their sum smallest; gains where the graph has bottlenecks.</summary>
    Optimised,
}

/// <summary>What drives the events of an algorithm without rounds.</summary>
public enum EventClockChoice
{
    /// <summary>One sequence of events drawn from the seed, in which nothing takes time: the same bits wherever the job runs.</summary>
    Virtual,

    /// <summary>Every node its own clock in real time; nodes swap over the network while they compute. The result depends on the machines.</summary>
    Live,
}

/// <summary>Who talks to whom: <c>topology:</c> of a decentralized job. The nodes are the job's workers.</summary>
public sealed record TopologySection : ICheckedOptions
{
    /// <summary>The graph.</summary>
    public TopologyOptions Graph { get; init; } = new CycleOptions();

    /// <summary>The weights with which nodes that step together average.</summary>
    public MixingRule Mixing { get; init; } = MixingRule.Metropolis;

    /// <summary>How edges share the swaps of an algorithm without rounds; a2cid2 has rates of its own instead.</summary>
    public EdgeRateChoice Rates { get; init; } = EdgeRateChoice.Uniform;

    /// <summary>
    /// What the rates of the edges are multiplied with, while the algorithm's constants stay those of the rates themselves. Above 1 is a margin for
    /// swaps that fail; below 1 the algorithm may diverge.
    /// </summary>
    [Range(0.01, 100)]
    public double Margin { get; init; } = 1;

    /// <summary>
    /// The graphs that follow one another, cyclically, for algorithms without rounds; more than one only of a random graph.
    /// </summary>
    [Range(1, 10_000)]
    public int Graphs { get; init; } = 1;

    /// <summary>How long a graph of several stays, in units of time; 1/c1 of the worst of them where it is not given, as in the published experiments.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Period { get; init; }

    /// <summary>What drives the events of an algorithm without rounds.</summary>
    public EventClockChoice Clock { get; init; } = EventClockChoice.Virtual;

    /// <summary>
    /// Units of time in a second, one unit being one gradient a node, of the live clock: 20 where it is not given. Nodes that cannot keep up go slower.
    /// A swap should take a small part of a unit, so far or slow networks need a smaller pace.
    /// </summary>
    [Range(0, 1e6, MinimumIsExclusive = true)]
    public double? Pace { get; init; }

    /// <summary>Faults to simulate, of the live clock.</summary>
    public FaultsSection? Faults { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if (Clock == EventClockChoice.Live && Graphs > 1)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "graphs", "Graphs that follow one another need the virtual clock; set graphs: 1, or clock: virtual.");
        if (Clock == EventClockChoice.Virtual && Pace is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "pace", "Virtual time goes as fast as it is computed; leave pace out, or set clock: live.");
        if (Clock == EventClockChoice.Virtual && Faults is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "faults", "Faults are simulated on the live clock; leave faults out, or set clock: live.");
        if (Graphs > 1 && !Graph.IsRandom)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "graphs", "Only random graphs differ from one another; set graphs: 1, or choose random-geometric, erdos-renyi or small-world.");
        if (Graphs > 1 && Rates == EdgeRateChoice.Optimised)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "rates", "Graphs that follow one another share one sum of rates, which is uniform; set rates: uniform.");
        if (Graphs == 1 && Period is not null)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "period", "One graph stays for ever; leave period out, or give graphs.");
    }

    /// <summary>Makes the graphs, in their order; connected.</summary>
    /// <param name="nodes">n.</param>
    /// <param name="seed">The job's seed.</param>
    /// <exception cref="StarlingException">STAR08xx: there is no such graph of so many nodes.</exception>
    public IReadOnlyList<Graph> CreateGraphs(int nodes, ulong seed) =>
        [.. Enumerable.Range(0, Graphs).Select(index => Graph.Create(nodes, seed, index).RequireConnected())];

    /// <summary>The rates that the algorithm's constants belong to, of every graph.</summary>
    /// <param name="graphs">The graphs.</param>
    public IReadOnlyList<EdgeRates> NominalRates(IReadOnlyList<Graph> graphs) => graphs.Count > 1 ? UniformRates.OfSequence(graphs)
        : Rates == EdgeRateChoice.Optimised ? [OptimisedRates.Of(graphs[0]).Rates]
        : [UniformRates.Of(graphs[0])];
}
