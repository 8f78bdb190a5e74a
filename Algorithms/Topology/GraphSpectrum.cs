using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Topology;

/// <summary>
/// What the rates of a graph's edges are worth: the eigenvalues of the Laplacian Lambda, chi1 = 1/lambda_2, and
/// chi2 = (1/2) max over edges (i,j) of (e_i - e_j)^T Lambda^+ (e_i - e_j), half the largest effective resistance of an edge.
/// </summary>
/// <remarks>
/// Source: Nabli and Oyallon, "DADAO: Decoupled Accelerated Decentralized Asynchronous Optimization", 2023. All rates multiplied by c divide both
/// by c; chi2 is at most chi1 and, by Foster's theorem, at least (n - 1) / (2 sum lambda). Dense: n = 1000 takes a second or two.
/// </remarks>
public sealed class GraphSpectrum
{
    // Below this share of the largest eigenvalue, lambda_2 is nothing but rounding.
    private const double Negligible = 1e-13;

    private readonly double[] eigenvalues;
    private readonly double[] resistances;

    private GraphSpectrum(double[] eigenvalues, double[] resistances)
    {
        this.eigenvalues = eigenvalues;
        this.resistances = resistances;
        Chi1 = 1 / LambdaTwo;
        Chi2 = resistances.Max() / 2;
    }

    /// <summary>The n eigenvalues, ascending; the first is 0.</summary>
    public ReadOnlySpan<double> Eigenvalues => eigenvalues;

    /// <summary>The second smallest eigenvalue, the algebraic connectivity.</summary>
    public double LambdaTwo => eigenvalues[1];

    /// <summary>The largest eigenvalue.</summary>
    public double LambdaMax => eigenvalues[^1];

    /// <summary>chi = lambda_max / lambda_2, the condition number of synchronous gossip.</summary>
    public double Condition => LambdaMax / LambdaTwo;

    /// <summary>chi1.</summary>
    public double Chi1 { get; }

    /// <summary>chi2.</summary>
    public double Chi2 { get; }

    /// <summary>The effective resistance of every edge, without the factor 1/2.</summary>
    public ReadOnlySpan<double> Resistances => resistances;

    /// <summary>The spectrum of a graph whose edges all have rate 1.</summary>
    /// <param name="graph">A connected graph of 2 nodes or more.</param>
    /// <exception cref="StarlingException">STAR0802: it is not connected; STAR0803: it has one node.</exception>
    public static GraphSpectrum Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        double[] ones = new double[graph.EdgeCount];
        Array.Fill(ones, 1);
        return Of(graph, ones);
    }

    /// <summary>The spectrum of a graph with rates.</summary>
    /// <param name="graph">A connected graph of 2 nodes or more.</param>
    /// <param name="rates">lambda, finite and not negative, in the order of the edges. Edges of rate 0 count for chi2 too.</param>
    /// <exception cref="StarlingException">
    /// STAR0802: the graph, or what edges of positive rate leave of it, is not connected; STAR0803: it has one node.
    /// </exception>
    public static GraphSpectrum Of(Graph graph, ReadOnlySpan<double> rates)
    {
        ArgumentNullException.ThrowIfNull(graph);
        SpanChecks.Require(rates.Length == graph.EdgeCount, nameof(rates), "There is a rate for every edge.");
        foreach (double rate in rates)
            SpanChecks.Require(double.IsFinite(rate) && rate >= 0, nameof(rates), "Rates are finite and not negative.");
        if (graph.NodeCount < 2)
            throw new StarlingException(ErrorCatalog.GraphImpossible, "A graph of one node has no edges to gossip over; take 2 nodes or more.");
        graph.RequireConnected();

        int n = graph.NodeCount;
        double[] matrix = new double[n * n];
        Laplacian.Fill(graph, rates, matrix);
        double[] values = SymmetricSpectrum.ValuesOf(n, matrix);
        double[] ofEdges = new double[graph.EdgeCount];
        if (!(values[1] > Negligible * values[^1]) || !Laplacian.TryInvert(graph, rates, matrix))
        {
            throw new StarlingException(ErrorCatalog.GraphDisconnected, string.Create(CultureInfo.InvariantCulture,
                $"With these rates the {n} nodes are not connected: the second eigenvalue of the Laplacian is {values[1]:G3}. Give the edges between parts a positive rate."));
        }

        Laplacian.OverEdges(graph, matrix, ofEdges);
        return new GraphSpectrum(values, ofEdges);
    }
}
