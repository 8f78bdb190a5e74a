using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Topology.Rates;

/// <summary>
/// The same rate for every edge, scaled so that chi1 chi2 = 1/2: with Lap the Laplacian of the graph without weights and m edges,
/// c1 = m / lambda_2(Lap), c2 = (m/2) max edge resistance of Lap, R = sqrt(2 c1 c2), lambda_ij = R/m, chi1 = c1/R, chi2 = c2/R.
/// </summary>
/// <remarks>Source: Nabli and Oyallon, "DADAO", 2023, and the code that its authors published.</remarks>
public static class UniformRates
{
    /// <summary>The rates of one graph.</summary>
    /// <param name="graph">A connected graph of 2 nodes or more.</param>
    /// <exception cref="StarlingException">STAR0802: it is not connected; STAR0803: it has one node.</exception>
    public static EdgeRates Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        double[] ones = new double[graph.EdgeCount];
        Array.Fill(ones, 1);
        return EdgeRates.Balanced(graph, ones);
    }

    /// <summary>
    /// The rates of graphs that follow each other in time. All have the same sum R = sqrt(2 c1 c2), with the largest c1 and the largest c2 of the
    /// sequence, so that chi1 chi2 is at most 1/2 at any time; 1/c1 is how long a graph stays in the published experiments.
    /// </summary>
    /// <param name="graphs">Connected graphs of the same nodes.</param>
    /// <returns>The rates of every graph.</returns>
    /// <exception cref="ArgumentException">There is no graph, or their numbers of nodes differ.</exception>
    /// <exception cref="StarlingException">STAR0802: one is not connected; STAR0803: one node.</exception>
    public static IReadOnlyList<EdgeRates> OfSequence(IReadOnlyList<Graph> graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        if (graphs.Count == 0 || graphs.Any(graph => graph.NodeCount != graphs[0].NodeCount))
            throw new ArgumentException("A sequence has one graph or more, all of the same nodes.", nameof(graphs));
        EdgeRates[] each = [.. graphs.Select(Of)];
        double total = Math.Sqrt(2 * each.Max(rates => rates.Chi1 * rates.Total) * each.Max(rates => rates.Chi2 * rates.Total));
        return [.. each.Select(rates => rates.Times(total / rates.Total))];
    }
}
