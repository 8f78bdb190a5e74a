using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Topology.Rates;

/// <summary>
/// A bound from below on the sum of all rates with chi1 chi2 &lt;= 1/2, whatever they are: the dual of the problem that
/// <see cref="OptimisedRates"/> solves.
/// </summary>
/// <remarks>
/// Let X be positive semidefinite on vectors of sum zero, a_e = (e_i - e_j)^T X (e_i - e_j) for edge e = (i,j). Let y_f, for every edge f, be
/// potentials that differ by 1 over f, q_f &gt;= 0, and b_e = sum_f q_f (drop of y_f over e)^2. For rates lambda with Laplacian Lambda:
/// sum_e lambda_e a_e = tr(X Lambda) &gt;= tr(X) lambda_2 = tr(X) / chi1, and sum_e lambda_e b_e = sum_f q_f y_f^T Lambda y_f &gt;= sum_f q_f / R_f
/// &gt;= sum_f q_f / (2 chi2), since the conductance between two nodes is the least energy of potentials that differ by 1. So
/// R max_e (a_e + b_e) &gt;= tr(X)/chi1 + sum(q)/(2 chi2) &gt;= 2 sqrt(tr(X) sum(q) / (2 chi1 chi2)) &gt;= 2 sqrt(tr(X) sum(q)).
/// The last line holds for every split between chi1 and chi2 at once. Rounding apart, nothing is left out: the bound is a proof.
/// </remarks>
internal static class RateCertificate
{
    /// <summary>
    /// The bound of potentials y_f = P (e_i - e_j) / R_f, and q_f = w_f R_f^2, so that b_e = (e_i - e_j)^T P Lap(w) P (e_i - e_j).
    /// </summary>
    /// <param name="trace">tr(X).</param>
    /// <param name="a">a.</param>
    /// <param name="weights">w, not negative.</param>
    /// <param name="resistances">R, from the same P.</param>
    /// <param name="b">b.</param>
    /// <returns>The better of the bound as it stands and the one with X and q weighed so that a and b are alike in the mean.</returns>
    public static double Bound(double trace, ReadOnlySpan<double> a, ReadOnlySpan<double> weights, ReadOnlySpan<double> resistances, ReadOnlySpan<double> b)
    {
        double sum = 0;
        double sumA = 0;
        double sumB = 0;
        for (int e = 0; e < a.Length; e++)
        {
            sum += weights[e] * resistances[e] * resistances[e];
            sumA += a[e];
            sumB += b[e];
        }

        return Math.Max(Scaled(trace, a, 1, sum, b, 1), Scaled(trace, a, 1 / sumA, sum, b, 1 / sumB));
    }

    /// <summary>P Lap(w) P.</summary>
    public static void Sandwich(Graph graph, ReadOnlySpan<double> p, ReadOnlySpan<double> weights, Span<double> half, Span<double> result)
    {
        int n = graph.NodeCount;
        Laplacian.Fill(graph, weights, result);
        MatrixMultiply.Multiply<double>(result, p, half, n, n, n);
        MatrixMultiply.Multiply<double>(p, half, result, n, n, n);
    }

    /// <summary>The bound at given rates from the eigenvectors of lambda_2 and the edges of largest resistance: sharp for edge-transitive graphs.</summary>
    /// <param name="rates">The rates.</param>
    public static double AtRates(EdgeRates rates)
    {
        Graph graph = rates.Graph;
        int n = graph.NodeCount;
        int m = graph.EdgeCount;
        double[] matrix = new double[n * n];
        Laplacian.Fill(graph, rates.Rates.AsSpan(), matrix);
        var spectrum = SymmetricSpectrum.Of(n, matrix);

        double[] a = new double[m];
        int multiplicity = 0;
        for (int k = 1; k < n && spectrum.Values[k] <= spectrum.Values[1] * (1 + 1e-9); k++)
        {
            multiplicity++;
            ReadOnlySpan<double> vector = spectrum.Vector(k);
            for (int e = 0; e < m; e++)
            {
                double drop = vector[graph.Edges[e].I] - vector[graph.Edges[e].J];
                a[e] += drop * drop;
            }
        }

        double[] p = new double[n * n];
        double[] resistances = new double[m];
        if (!Laplacian.TryInvert(graph, rates.Rates.AsSpan(), p))
            return 0;
        Laplacian.OverEdges(graph, p, resistances);
        double[] weights = new double[m];
        double largest = resistances.Max();
        for (int e = 0; e < m; e++)
            weights[e] = resistances[e] >= largest * (1 - 1e-9) ? 1 : 0;
        double[] half = new double[n * n];
        double[] b = new double[m];
        Sandwich(graph, p, weights, half, matrix);
        Laplacian.OverEdges(graph, matrix, b);
        return Bound(multiplicity, a, weights, resistances, b);
    }

    private static double Scaled(double trace, ReadOnlySpan<double> a, double scaleA, double sum, ReadOnlySpan<double> b, double scaleB)
    {
        double largest = 0;
        for (int e = 0; e < a.Length; e++)
            largest = Math.Max(largest, (scaleA * a[e]) + (scaleB * b[e]));
        double bound = 2 * Math.Sqrt(trace * scaleA * sum * scaleB) / largest;
        return double.IsFinite(bound) ? bound : 0;
    }
}
