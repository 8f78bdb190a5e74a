using System.Collections.Immutable;

namespace Starling.Algorithms.Topology.Rates;

/// <summary>
/// How often every edge of a graph is used: lambda_ij, swaps in a unit of time, one unit being one gradient a node. With Lambda their Laplacian,
/// chi1 and chi2 are those of <see cref="GraphSpectrum"/>.
/// </summary>
public sealed class EdgeRates
{
    private EdgeRates(Graph graph, ImmutableArray<double> rates, GraphSpectrum spectrum, double scale)
    {
        Graph = graph;
        Rates = rates;
        Total = Sum(rates.AsSpan());
        Chi1 = spectrum.Chi1 / scale;
        Chi2 = spectrum.Chi2 / scale;
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>lambda, in the order of the graph's edges.</summary>
    public ImmutableArray<double> Rates { get; }

    /// <summary>R = sum lambda: swaps of the whole network in a unit of time.</summary>
    public double Total { get; }

    /// <summary>chi1, the inverse of the second smallest eigenvalue of Lambda.</summary>
    public double Chi1 { get; }

    /// <summary>chi2, half the largest effective resistance of an edge.</summary>
    public double Chi2 { get; }

    /// <summary>The smallest rate.</summary>
    public double Smallest => Rates.Min();

    /// <summary>The largest rate.</summary>
    public double Largest => Rates.Max();

    /// <summary>Rates as they are given.</summary>
    /// <param name="graph">A connected graph of 2 nodes or more.</param>
    /// <param name="rates">lambda, finite and not negative.</param>
    /// <exception cref="Errors.StarlingException">STAR0802, STAR0803: as <see cref="GraphSpectrum.Of(Graph, ReadOnlySpan{double})"/>.</exception>
    public static EdgeRates Of(Graph graph, ReadOnlySpan<double> rates) => new(graph, [.. rates], GraphSpectrum.Of(graph, rates), 1);

    /// <summary>
    /// The multiple of given rates at which chi1 chi2 = 1/2, where DADAO runs: for rates of sum 1 with chi1 = c1 and chi2 = c2 the sum becomes
    /// R = sqrt(2 c1 c2).
    /// </summary>
    /// <param name="graph">A connected graph of 2 nodes or more.</param>
    /// <param name="shares">What the rates are proportional to, finite and not negative.</param>
    /// <exception cref="Errors.StarlingException">STAR0802, STAR0803: as <see cref="GraphSpectrum.Of(Graph, ReadOnlySpan{double})"/>.</exception>
    public static EdgeRates Balanced(Graph graph, ReadOnlySpan<double> shares)
    {
        var spectrum = GraphSpectrum.Of(graph, shares);
        double scale = Math.Sqrt(2 * spectrum.Chi1 * spectrum.Chi2);
        double[] rates = shares.ToArray();
        foreach (ref double rate in rates.AsSpan())
            rate *= scale;
        return new EdgeRates(graph, [.. rates], spectrum, scale);
    }

    /// <summary>These rates times a positive number; chi1 and chi2 are divided by it.</summary>
    public EdgeRates Times(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        return new EdgeRates(this, factor);
    }

    private EdgeRates(EdgeRates source, double factor)
    {
        Graph = source.Graph;
        Rates = [.. source.Rates.Select(rate => rate * factor)];
        Total = source.Total * factor;
        Chi1 = source.Chi1 / factor;
        Chi2 = source.Chi2 / factor;
    }

    private static double Sum(ReadOnlySpan<double> rates)
    {
        double sum = 0;
        foreach (double rate in rates)
            sum += rate;
        return sum;
    }
}
