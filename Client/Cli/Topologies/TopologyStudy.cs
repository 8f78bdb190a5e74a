using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Layout;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Cli.Topologies;

/// <summary>All that <c>starling topology</c> finds out about a graph.</summary>
/// <param name="Options">What it was made of.</param>
/// <param name="Graph">The graph, connected.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Diameter">Its diameter.</param>
/// <param name="Spectrum">The spectrum with rate 1 on every edge.</param>
/// <param name="Uniform">The uniform rates.</param>
/// <param name="Rho">The norm of the Metropolis matrix on vectors of sum zero.</param>
/// <param name="Optimised">The optimised rates, where they were asked for.</param>
internal sealed record TopologyStudy(
    TopologyOptions Options, Graph Graph, ulong Seed, int Diameter, GraphSpectrum Spectrum, EdgeRates Uniform, double Rho, OptimisedRates? Optimised)
{
    /// <summary>The name of the graph.</summary>
    public string Kind => TopologyTable.Graphs.KindOf(Options);

    /// <summary>The rates that are shown: the optimised ones, where they were asked for.</summary>
    public EdgeRates Rates => Optimised?.Rates ?? Uniform;

    /// <summary>The degrees of all nodes.</summary>
    public IEnumerable<int> Degrees => Enumerable.Range(0, Graph.NodeCount).Select(Graph.Degree);

    /// <summary>The edges, the fastest first; of equal ones the first.</summary>
    public IEnumerable<(Edge Edge, double Rate)> Fastest => Rates.Rates
        .Select((rate, e) => (Graph.Edges[e], rate)).OrderByDescending(pair => pair.rate);

    /// <summary>Studies a graph.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">It cannot be made, or is not connected.</exception>
    public static TopologyStudy Of(TopologyOptions options, int nodes, ulong seed, bool optimises)
    {
        Graph graph = options.Create(nodes, seed);
        var spectrum = GraphSpectrum.Of(graph);
        OptimisedRates? optimised = optimises ? OptimisedRates.Of(graph) : null;
        return new TopologyStudy(
            options, graph, seed, graph.Diameter(), spectrum, optimised?.Uniform ?? UniformRates.Of(graph), MixingMatrix.Of(graph).Rho(), optimised);
    }

    /// <summary>Where its nodes stand.</summary>
    public GraphLayout Layout() => GraphLayout.Of(Options, Graph, Seed);
}
