using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Topology;

/// <summary>
/// The weighted Laplacian Lambda = sum over edges (i,j) of lambda_ij (e_i - e_j)(e_i - e_j)^T, dense, and its inverse on vectors of sum zero.
/// </summary>
internal static class Laplacian
{
    /// <summary>Writes Lambda.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rates">lambda, a number an edge.</param>
    /// <param name="matrix">n x n numbers, overwritten.</param>
    public static void Fill(Graph graph, ReadOnlySpan<double> rates, Span<double> matrix)
    {
        int n = graph.NodeCount;
        matrix.Clear();
        ReadOnlySpan<Edge> edges = graph.Edges;
        for (int e = 0; e < edges.Length; e++)
        {
            (int i, int j) = edges[e];
            matrix[(i * n) + j] = matrix[(j * n) + i] = -rates[e];
            matrix[(i * n) + i] += rates[e];
            matrix[(j * n) + j] += rates[e];
        }
    }

    /// <summary>Adds a multiple of the identity, and a number to every entry.</summary>
    public static void Shift(int n, Span<double> matrix, double diagonal, double everywhere)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = matrix.Slice(i * n, n);
            for (int j = 0; j < n; j++)
                row[j] += everywhere;
            row[i] += diagonal;
        }
    }

    /// <summary>
    /// P = (Lambda + w 11^T/n)^-1, w the mean of the diagonal: on vectors of sum zero it is the pseudo-inverse of Lambda, without its eigenvectors.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rates">lambda.</param>
    /// <param name="inverse">n x n numbers, overwritten.</param>
    /// <returns>False where the edges with a positive rate do not connect the graph.</returns>
    public static bool TryInvert(Graph graph, ReadOnlySpan<double> rates, Span<double> inverse)
    {
        int n = graph.NodeCount;
        double[] matrix = new double[n * n];
        Fill(graph, rates, matrix);
        double weight = 0;
        for (int i = 0; i < n; i++)
            weight += matrix[(i * n) + i];
        Shift(n, matrix, 0, weight / ((double)n * n));
        var factor = new CholeskyFactor(n);
        if (!factor.TryFactor(matrix))
            return false;
        factor.Invert(inverse);
        return true;
    }

    /// <summary>(e_i - e_j)^T P (e_i - e_j) of every edge: the effective resistances, where P is the inverse above.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="matrix">P, symmetric.</param>
    /// <param name="values">m numbers, overwritten.</param>
    public static void OverEdges(Graph graph, ReadOnlySpan<double> matrix, Span<double> values)
    {
        int n = graph.NodeCount;
        ReadOnlySpan<Edge> edges = graph.Edges;
        for (int e = 0; e < edges.Length; e++)
        {
            (int i, int j) = edges[e];
            values[e] = matrix[(i * n) + i] - (2 * matrix[(i * n) + j]) + matrix[(j * n) + j];
        }
    }
}
