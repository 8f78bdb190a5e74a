namespace Starling.Algorithms.Topology.Rates;

/// <summary>
/// Rates of random pairwise averaging, and the momentum that A2CiD2 adds to it. Every node starts r/2 averagings in a unit of time and picks the
/// partner among its neighbours, so lambda_ij = (r/2)(1/deg_i + 1/deg_j); where all degrees are equal, a node takes part in r of them, and the
/// Laplacian is r (I - W) with W_ij = 1/degree.
/// </summary>
/// <remarks>
/// Source: Nabli, Belilovsky and Oyallon, "A2CiD2: Accelerating Asynchronous Communication in Decentralized Deep Learning", 2023. Its published
/// code has regular graphs only; for others this is the same process.
/// </remarks>
/// <param name="Rates">The rates, with chi1 and chi2.</param>
/// <param name="Eta">eta = 1 / (2 sqrt(chi1 chi2)): how fast a vector and its companion flow together between events.</param>
/// <param name="Alpha">alpha = 1/2: the share of a difference by which an averaging moves the vector.</param>
/// <param name="AlphaTilde">(1/2) sqrt(chi1/chi2): the share by which it moves the companion.</param>
public sealed record StochasticGossip(EdgeRates Rates, double Eta, double Alpha, double AlphaTilde)
{
    /// <summary>The rates and constants of a graph.</summary>
    /// <param name="graph">A connected graph of 2 nodes or more.</param>
    /// <param name="averagings">r, pairwise averagings of a node in a unit of time, one unit being one gradient of a node.</param>
    /// <exception cref="Errors.StarlingException">STAR0802: it is not connected; STAR0803: it has one node.</exception>
    public static StochasticGossip Of(Graph graph, double averagings)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(averagings);
        double[] rates = new double[graph.EdgeCount];
        for (int e = 0; e < rates.Length; e++)
            rates[e] = averagings / 2 * ((1.0 / graph.Degree(graph.Edges[e].I)) + (1.0 / graph.Degree(graph.Edges[e].J)));
        var result = EdgeRates.Of(graph, rates);
        return new StochasticGossip(result, 1 / (2 * Math.Sqrt(result.Chi1 * result.Chi2)), 0.5, 0.5 * Math.Sqrt(result.Chi1 / result.Chi2));
    }
}
