using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Runs;

/// <summary>The graphs of a run, their rates, and what follows from them.</summary>
internal sealed class NetworkShape
{
    private readonly TopologySection topology;

    /// <summary>Makes the graphs of a run.</summary>
    public NetworkShape(RunDefinition definition)
    {
        topology = definition.Topology ?? new TopologySection();
        Graphs = topology.CreateGraphs(definition.Workers.Count, definition.Seed);
        Nominal = definition.Algorithm is EventAlgorithmOptions { OwnRates: { } own } ? [.. Graphs.Select(own)] : topology.NominalRates(Graphs);

        // 1/c1 with c1 = R chi1, of the worst graph: how long the published experiments keep one.
        Period = Graphs.Count == 1 ? double.PositiveInfinity : topology.Period ?? 1 / Nominal.Max(rates => rates.Chi1 * rates.Total);
    }

    /// <summary>The graphs in turn.</summary>
    public IReadOnlyList<Graph> Graphs { get; }

    /// <summary>The rates that the constants belong to.</summary>
    public IReadOnlyList<EdgeRates> Nominal { get; }

    /// <summary>How long a graph stays.</summary>
    public double Period { get; }

    /// <summary>The setting, without a problem's constants.</summary>
    public DecentralizedSetting Setting(int dimension) => new()
    {
        Graph = Graphs[0],
        Rates = Nominal.MaxBy(rates => rates.Chi1)!,
        Chi2 = Nominal.Max(rates => rates.Chi2),
        Mixing = MixingMatrix.Of(Graphs[0], topology.Mixing),
        Dimension = dimension,
    };
}
