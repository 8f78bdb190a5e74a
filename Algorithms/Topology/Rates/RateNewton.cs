using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Topology.Rates;

/// <summary>
/// Newton's direction of <see cref="RateBarrier"/>. With M_ef = (e_i - e_j)^T P (e_k - e_l) for edges e = (i,j) and f = (k,l), the same of S and
/// K, and "o" the product entry by entry: the gradient is t - A - B - 1/lambda by lambda and tr S - sum w by s; the second derivatives are
/// S_E o S_E + 2 M o K_E + (M o M) diag(w^2) (M o M) + diag(1/lambda^2), by lambda and s -|S(e_i - e_j)|^2 + sum_f w_f^2 M_fe^2, and by s twice
/// |S|^2 + sum w^2 on vectors of sum zero.
/// </summary>
internal sealed class RateNewton
{
    private const double SmallestRidge = 1e-14;
    private const double LargestRidge = 1e-6;

    private readonly Graph graph;
    private readonly int n;
    private readonly int m;
    private readonly double[] hessian;
    private readonly double[] squares;
    private readonly double[] weighted;
    private readonly double[] products;
    private readonly double[] cross;
    private readonly double[] whole;
    private readonly CholeskyFactor factor;

    /// <summary>Makes room.</summary>
    public RateNewton(Graph graph)
    {
        this.graph = graph;
        n = graph.NodeCount;
        m = graph.EdgeCount;
        hessian = new double[m * m];
        squares = new double[m * m];
        weighted = new double[m * m];
        products = new double[n * n];
        cross = new double[m];
        whole = new double[(m + 1) * (m + 1)];
        Gradient = new double[m + 1];
        Step = new double[m + 1];
        factor = new CholeskyFactor(m + 1);
    }

    /// <summary>The gradient, by lambda and then by s.</summary>
    public double[] Gradient { get; }

    /// <summary>The direction.</summary>
    public double[] Step { get; }

    /// <summary>-gradient^T step, the square of Newton's decrement.</summary>
    public double Decrement { get; private set; }

    /// <summary>Computes gradient and direction.</summary>
    /// <returns>False where rounding has the better of the second derivatives.</returns>
    public bool TrySolve(RateBarrier point, double t)
    {
        double sumWeights = 0;
        double sumSquares = 0;
        for (int e = 0; e < m; e++)
        {
            Gradient[e] = t - point.A[e] - point.B[e] - (1 / point.Rates[e]);
            sumWeights += point.Weights[e];
            sumSquares += point.Weights[e] * point.Weights[e];
        }

        Gradient[m] = point.Trace - sumWeights;
        FillEdges(point);

        // |S|^2 and |S (e_i - e_j)|^2 by S S; of the vector of ones, S has the eigenvalue 1.
        MatrixMultiply.Multiply<double>(point.S, point.S, products, n, n, n);
        double level = sumSquares - 1;
        for (int i = 0; i < n; i++)
            level += products[(i * n) + i];
        Laplacian.OverEdges(graph, products, cross);
        for (int e = 0; e < m; e++)
        {
            double pull = -cross[e];
            for (int f = 0; f < m; f++)
                pull += point.Weights[f] * point.Weights[f] * squares[(e * m) + f];
            cross[e] = pull;
        }

        return Solve(point, level);
    }

    private void FillEdges(RateBarrier point)
    {
        ReadOnlySpan<Edge> edges = graph.Edges;
        for (int e = 0; e < m; e++)
        {
            (int i, int j) = edges[e];
            for (int f = 0; f <= e; f++)
            {
                (int k, int l) = edges[f];
                double resistance = Cross(point.P, i, j, k, l);
                double barrier = Cross(point.S, i, j, k, l);
                squares[(e * m) + f] = squares[(f * m) + e] = resistance * resistance;
                hessian[(e * m) + f] = hessian[(f * m) + e] = (barrier * barrier) + (2 * resistance * Cross(point.K, i, j, k, l));
            }
        }

        for (int f = 0; f < m; f++)
        {
            for (int e = 0; e < m; e++)
                weighted[(f * m) + e] = point.Weights[f] * squares[(f * m) + e];
        }

        MatrixMultiply.MultiplyTransposeA<double>(weighted, weighted, hessian, m, m, m, accumulate: true);
    }

    // In units of the rates themselves, so that small and large ones are solved for equally well.
    private bool Solve(RateBarrier point, double level)
    {
        int order = m + 1;
        for (int e = 0; e < m; e++)
        {
            double rate = point.Rates[e];
            for (int f = 0; f < e; f++)
                whole[(e * order) + f] = rate * point.Rates[f] * hessian[(e * m) + f];
            whole[(e * order) + e] = (rate * rate * hessian[(e * m) + e]) + 1;
            whole[(m * order) + e] = rate * point.Level * cross[e];
            Step[e] = -rate * Gradient[e];
        }

        whole[(m * order) + m] = point.Level * point.Level * level;
        Step[m] = -point.Level * Gradient[m];
        if (!TryFactor(order))
            return false;
        factor.Solve(Step);
        double decrement = 0;
        for (int e = 0; e < order; e++)
        {
            Step[e] *= e < m ? point.Rates[e] : point.Level;
            decrement -= Gradient[e] * Step[e];
        }

        Decrement = decrement;
        return double.IsFinite(decrement) && decrement >= 0;
    }

    // Near the end of the path the second derivatives span sixteen digits; a little more on the diagonal keeps the direction downhill.
    private bool TryFactor(int order)
    {
        for (double more = SmallestRidge; more <= LargestRidge; more *= 100)
        {
            if (factor.TryFactor(whole))
                return true;
            for (int e = 0; e < order; e++)
                whole[(e * order) + e] *= 1 + more;
        }

        return false;
    }

    private double Cross(double[] matrix, int i, int j, int k, int l) =>
        matrix[(i * n) + k] - matrix[(i * n) + l] - matrix[(j * n) + k] + matrix[(j * n) + l];
}
