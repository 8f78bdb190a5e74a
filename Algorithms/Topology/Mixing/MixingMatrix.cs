using System.Globalization;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Topology.Mixing;

/// <summary>
/// A mixing matrix W of synchronous gossip: n x n, symmetric, rows that sum to 1, zero except on the diagonal and between neighbours. Stored by
/// rows, the diagonal included, columns ascending.
/// </summary>
public sealed class MixingMatrix
{
    private readonly int[] starts;
    private readonly int[] columns;
    private readonly double[] weights;

    private MixingMatrix(Graph graph, Func<int, double> weightOf)
    {
        Graph = graph;
        int n = graph.NodeCount;
        starts = new int[n + 1];
        columns = new int[n + (2 * graph.EdgeCount)];
        weights = new double[columns.Length];
        for (int i = 0; i < n; i++)
            starts[i + 1] = FillRow(i, starts[i], weightOf);
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>Makes the matrix of a graph.</summary>
    /// <param name="graph">A graph; a connected one of 2 nodes or more for the rules that need eigenvalues.</param>
    /// <param name="rule">How weights follow from it.</param>
    /// <exception cref="Errors.StarlingException">STAR0802, STAR0803: the graph has no eigenvalue lambda_2 that is positive.</exception>
    public static MixingMatrix Of(Graph graph, MixingRule rule = MixingRule.Metropolis)
    {
        ArgumentNullException.ThrowIfNull(graph);
        switch (rule)
        {
            case MixingRule.Metropolis:
                return new MixingMatrix(graph, e => 1.0 / (1 + Math.Max(graph.Degree(graph.Edges[e].I), graph.Degree(graph.Edges[e].J))));
            case MixingRule.MaxDegree:
                double equal = 1.0 / (1 + Enumerable.Range(0, graph.NodeCount).Max(graph.Degree));
                return new MixingMatrix(graph, _ => equal);
            case MixingRule.Laplacian:
                double largest = 1 / GraphSpectrum.Of(graph).LambdaMax;
                return new MixingMatrix(graph, _ => largest);
            case MixingRule.BestConstant:
                var spectrum = GraphSpectrum.Of(graph);
                double best = 2 / (spectrum.LambdaTwo + spectrum.LambdaMax);
                return new MixingMatrix(graph, _ => best);
            default:
                throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule.");
        }
    }

    /// <summary>W = I - Lap(weights), with a weight for every edge; for instance those that an optimisation gave.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="edgeWeights">W_ij in the order of the edges, finite.</param>
    public static MixingMatrix Of(Graph graph, ReadOnlySpan<double> edgeWeights)
    {
        ArgumentNullException.ThrowIfNull(graph);
        SpanChecks.Require(edgeWeights.Length == graph.EdgeCount, nameof(edgeWeights), "There is a weight for every edge.");
        foreach (double weight in edgeWeights)
            SpanChecks.Require(double.IsFinite(weight), nameof(edgeWeights), "Weights are finite.");
        double[] copy = edgeWeights.ToArray();
        return new MixingMatrix(graph, e => copy[e]);
    }

    /// <summary>The columns of a row that are not empty, ascending, the row's own number among them.</summary>
    public ReadOnlySpan<int> Columns(int row) => columns.AsSpan(starts[row], starts[row + 1] - starts[row]);

    /// <summary>The weights of a row, in the order of <see cref="Columns"/>.</summary>
    public ReadOnlySpan<double> Weights(int row) => weights.AsSpan(starts[row], starts[row + 1] - starts[row]);

    /// <summary>W_ij.</summary>
    public double this[int i, int j]
    {
        get
        {
            int place = Columns(i).BinarySearch(j);
            return place < 0 ? 0 : Weights(i)[place];
        }
    }

    /// <summary>y = W x for one number a node.</summary>
    /// <param name="x">n numbers.</param>
    /// <param name="y">n numbers, overwritten; must not overlap x.</param>
    public void Apply(ReadOnlySpan<double> x, Span<double> y)
    {
        SpanChecks.Require(x.Length == Graph.NodeCount && y.Length == x.Length, nameof(y), "There is a number for every node.");
        for (int i = 0; i < x.Length; i++)
        {
            double sum = 0;
            for (int k = starts[i]; k < starts[i + 1]; k++)
                sum = Math.FusedMultiplyAdd(weights[k], x[columns[k]], sum);
            y[i] = sum;
        }
    }

    /// <summary>
    /// rho, the spectral norm of W - 11^T/n: the factor by which one round of gossip shrinks the disagreement, at worst. Below 1 for a connected
    /// graph under the rules of <see cref="MixingRule"/>. By dense eigenvalues, a second or so for n = 1000.
    /// </summary>
    public double Rho()
    {
        (double smallest, double largest) = Ends();
        return Math.Max(Math.Abs(smallest), Math.Abs(largest));
    }

    /// <summary>The smallest and the largest eigenvalue of W - 11^T/n: of W the smallest, and the largest but the one of the mean, or 0 where that is less.</summary>
    internal (double Smallest, double Second) Ends()
    {
        int n = Graph.NodeCount;
        double[] matrix = new double[n * n];
        Array.Fill(matrix, -1.0 / n);
        for (int i = 0; i < n; i++)
        {
            for (int k = starts[i]; k < starts[i + 1]; k++)
                matrix[(i * n) + columns[k]] += weights[k];
        }

        double[] eigenvalues = SymmetricSpectrum.ValuesOf(n, matrix);
        return (eigenvalues[0], eigenvalues[^1]);
    }

    /// <summary>Why W is no mixing matrix: it is not symmetric to the last bit, or a row does not sum to 1 within 1e-12; null where it is one.</summary>
    public string? Fault()
    {
        for (int i = 0; i < Graph.NodeCount; i++)
        {
            double sum = 0;
            for (int k = starts[i]; k < starts[i + 1]; k++)
            {
                sum += weights[k];
                if (weights[k] != this[columns[k], i])
                    return string.Create(CultureInfo.InvariantCulture, $"W[{i},{columns[k]}] and W[{columns[k]},{i}] differ.");
            }

            if (!(Math.Abs(sum - 1) <= 1e-12))
                return string.Create(CultureInfo.InvariantCulture, $"Row {i} of W sums to {sum}, not to 1.");
        }

        return null;
    }

    // The diagonal is what the others leave of 1.
    private int FillRow(int i, int place, Func<int, double> weightOf)
    {
        ReadOnlySpan<int> neighbors = Graph.Neighbors(i);
        int own = place + ~neighbors.BinarySearch(i);
        double rest = 1;
        for (int k = 0; k < neighbors.Length; k++)
        {
            int slot = place + k < own ? place + k : place + k + 1;
            columns[slot] = neighbors[k];
            weights[slot] = weightOf(Graph.IncidentEdges(i)[k]);
            rest -= weights[slot];
        }

        columns[own] = i;
        weights[own] = rest;
        return place + neighbors.Length + 1;
    }
}
