using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized.Live;

/// <summary>What is left of a network when nodes do not answer.</summary>
internal static class RemainingGraph
{
    /// <summary>
    /// By how much the swaps of the edges that are left have to be more frequent. A method on rates with chi1 chi2 = 1/2 stays stable while the
    /// resistances of its edges do not grow; where nodes are missing the detours are, so the factor is chi2 of what is left over chi2 of all, at least 1.
    /// </summary>
    /// <param name="rates">The rates.</param>
    /// <param name="isMissing">Whether a node is missing.</param>
    public static double Factor(EdgeRates rates, IReadOnlyList<bool> isMissing)
    {
        if (!isMissing.Any(missing => missing))
            return 1;

        Graph graph = rates.Graph;
        int[] kept = [.. Enumerable.Range(0, graph.EdgeCount).Where(e => !isMissing[graph.Edges[e].I] && !isMissing[graph.Edges[e].J])];
        var parts = GraphComponents.Of(new Graph(graph.NodeCount, kept.Select(e => graph.Edges[e])));
        double chi2 = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            // Nodes keep their order, so the edges of the smaller graph are sorted as they are here.
            int[] nodes = parts.NodesOf(part);
            int[] edges = [.. kept.Where(e => parts[graph.Edges[e].I] == part)];
            if (edges.Length == 0)
                continue;

            var smaller = new Graph(nodes.Length, edges.Select(e => new Edge(Array.BinarySearch(nodes, graph.Edges[e].I), Array.BinarySearch(nodes, graph.Edges[e].J))));
            chi2 = Math.Max(chi2, GraphSpectrum.Of(smaller, [.. edges.Select(e => rates.Rates[e])]).Chi2);
        }

        return Math.Max(1, chi2 / rates.Chi2);
    }
}
