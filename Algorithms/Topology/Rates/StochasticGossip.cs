namespace Starling.Algorithms.Topology.Rates;

/// <summary>
/// Rates of random pairwise averaging. Every node starts r/2 averagings in a unit of time and picks the partner among its neighbours, so
/// lambda_ij = (r/2)(1/deg_i + 1/deg_j), n r/2 averagings in all; where all degrees are equal, a node takes part in r of them, and the Laplacian is
/// r (I - W) with W_ij = 1/degree.
/// </summary>
/// <remarks>
/// Source: Nabli, Belilovsky and Oyallon, "A2CiD2: Accelerating Asynchronous Communication in Decentralized Deep Learning", 2023. Its published
/// code has regular graphs only; for others this is the same process.
/// </remarks>
public static class StochasticGossip
{
    /// <summary>The rates of a graph.</summary>
    /// <param name="graph">A connected graph of 2 nodes or more.</param>
    /// <param name="averagings">r, pairwise averagings of a node in a unit of time, one unit being one gradient of a node.</param>
    /// <exception cref="Errors.StarlingException">STAR0802: it is not connected; STAR0803: it has one node.</exception>
    public static EdgeRates Of(Graph graph, double averagings)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(averagings);
        double[] rates = new double[graph.EdgeCount];
        for (int e = 0; e < rates.Length; e++)
            rates[e] = averagings / 2 * ((1.0 / graph.Degree(graph.Edges[e].I)) + (1.0 / graph.Degree(graph.Edges[e].J)));
        return EdgeRates.Of(graph, rates);
    }
}
