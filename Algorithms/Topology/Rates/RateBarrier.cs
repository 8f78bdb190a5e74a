using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Topology.Rates;

/// <summary>
/// A point inside the feasible set of the problem of <see cref="OptimisedRates"/>, and the barrier function there:
/// f = t sum(lambda) - ln det(Lambda - s (I - J) + J) - sum_e ln(s - R_e) - sum_e ln lambda_e, with J = 11^T/n and R_e the resistance of edge e.
/// All terms are convex in (lambda, s) together.
/// </summary>
internal sealed class RateBarrier
{
    private readonly Graph graph;
    private readonly int n;
    private readonly int m;
    private readonly double[] matrix;
    private readonly CholeskyFactor gap;
    private readonly CholeskyFactor laplacian;

    /// <summary>Makes room.</summary>
    public RateBarrier(Graph graph)
    {
        this.graph = graph;
        n = graph.NodeCount;
        m = graph.EdgeCount;
        matrix = new double[n * n];
        gap = new CholeskyFactor(n);
        laplacian = new CholeskyFactor(n);
        Rates = new double[m];
        Resistances = new double[m];
        Weights = new double[m];
        A = new double[m];
        B = new double[m];
        P = new double[n * n];
        S = new double[n * n];
        K = new double[n * n];
    }

    /// <summary>lambda.</summary>
    public double[] Rates { get; }

    /// <summary>s: chi1 &lt;= 1/s and chi2 &lt;= s/2.</summary>
    public double Level { get; private set; }

    /// <summary>R_e.</summary>
    public double[] Resistances { get; }

    /// <summary>w_e = 1/(s - R_e).</summary>
    public double[] Weights { get; }

    /// <summary>(Lambda + J)^-1.</summary>
    public double[] P { get; }

    /// <summary>(Lambda - s (I - J) + J)^-1.</summary>
    public double[] S { get; }

    /// <summary>P Lap(w) P.</summary>
    public double[] K { get; }

    /// <summary>(e_i - e_j)^T S (e_i - e_j) of every edge.</summary>
    public double[] A { get; }

    /// <summary>(e_i - e_j)^T K (e_i - e_j) of every edge.</summary>
    public double[] B { get; }

    /// <summary>sum(lambda).</summary>
    public double Total { get; private set; }

    /// <summary>The barrier without its first term.</summary>
    public double Penalty { get; private set; }

    /// <summary>tr(S) without the 1 of the vector of ones.</summary>
    public double Trace { get; private set; }

    /// <summary>f.</summary>
    public double Value(double t) => (t * Total) + Penalty;

    /// <summary>Goes to a point and computes f there.</summary>
    /// <returns>False where it is not strictly feasible.</returns>
    public bool TryMove(ReadOnlySpan<double> rates, double level)
    {
        double penalty = 0;
        double total = 0;
        foreach (double rate in rates)
        {
            if (!(rate > 0))
                return false;
            total += rate;
            penalty -= DeterministicMath.Log(rate);
        }

        Laplacian.Fill(graph, rates, matrix);
        Laplacian.Shift(n, matrix, -level, (1 + level) / n);
        if (!gap.TryFactor(matrix))
            return false;
        penalty -= gap.LogDeterminant();

        Laplacian.Fill(graph, rates, matrix);
        Laplacian.Shift(n, matrix, 0, 1.0 / n);
        if (!laplacian.TryFactor(matrix))
            return false;
        laplacian.Invert(P);
        Laplacian.OverEdges(graph, P, Resistances);
        foreach (double resistance in Resistances)
        {
            if (!(resistance < level))
                return false;
            penalty -= DeterministicMath.Log(level - resistance);
        }

        rates.CopyTo(Rates);
        Level = level;
        Total = total;
        Penalty = penalty;
        return true;
    }

    /// <summary>What derivatives and the bound need, at the point that <see cref="TryMove"/> went to last.</summary>
    public void Complete()
    {
        gap.Invert(S);
        Trace = -1;
        for (int i = 0; i < n; i++)
            Trace += S[(i * n) + i];
        for (int e = 0; e < m; e++)
            Weights[e] = 1 / (Level - Resistances[e]);
        RateCertificate.Sandwich(graph, P, Weights, matrix, K);
        Laplacian.OverEdges(graph, S, A);
        Laplacian.OverEdges(graph, K, B);
    }

    /// <summary>The bound of <see cref="RateCertificate"/> with X = S and the weights w: near the central path it is nearly sharp.</summary>
    public double LowerBound() => RateCertificate.Bound(Trace, A, Weights, Resistances, B);
}
