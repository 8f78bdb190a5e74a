using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>How the pairwise terms of the flag aggregator enter the weights.</summary>
public enum FlagPairs
{
    /// <summary>So that every step lowers the smoothed objective.</summary>
    Exact,

    /// <summary>As the released code does: differences of unit vectors, not divided by their distance, the coefficient squared.</summary>
    Repo,
}

/// <summary>What the flag aggregator returns.</summary>
public enum FlagOutput
{
    /// <summary>(1/m) P sum_i x_i of the unit vectors, as the released code does; its norm is at most n / m.</summary>
    Unit,

    /// <summary>(1/n) P sum_i g_i of the vectors as they are, as the paper says; not bounded.</summary>
    Raw,

    /// <summary>Unit times (m/n) median_i ||g_i||: the length of a typical vector.</summary>
    UnitScaled,
}

/// <summary>
/// The flag aggregator: the vectors are projected on the m-dimensional subspace Y that minimises
/// sum_i sqrt(1 - ||Y' x_i||^2) + lambda / (n - 1) sum_{i != j} sqrt(1 - ||Y' (x_i - x_j)||^2 / D_ij^2) over the unit vectors x_i = g_i / ||g_i||,
/// found by iteratively reweighted least squares, and the projections are added up.
/// </summary>
/// <remarks>
/// Takes no f. Everything is computed from the Gram matrix: d n (n + 1) once, then n^3 a step, whatever lambda is. The result is bounded by n / m
/// (<see cref="FlagOutput.Unit"/>) whatever anybody sends; there is no published robustness coefficient. Not equivariant to translations. Source:
/// Almasi, Mishra, Vamanan, Ravi, "Flag Aggregator", ICLR 2024 (arXiv 2302.05865); where paper and released code differ, both are here.
/// </remarks>
public sealed class FlagAggregator : IAggregationRule
{
    /// <summary>No vector counts as shorter.</summary>
    private const double LeastNorm = 1e-12;

    /// <summary>Pairs nearer than this are one vector.</summary>
    private const double LeastSquaredDistance = 1e-24;

    /// <summary>Directions with less of the largest eigenvalue are none.</summary>
    private const double LeastEigenvalue = 1e-12;

    /// <summary>m; 0 for ceil((n + 1) / 2).</summary>
    public int Dimension { get; init; }

    /// <summary>N, the most eigenvalue problems. Default 5.</summary>
    public int Iterations { get; init; } = 5;

    /// <summary>Ends where the objective falls by no more. Default 1e-10.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>Keeps weights finite. Default 1e-7.</summary>
    public double Floor { get; init; } = 1e-7;

    /// <summary>lambda. Default 0.</summary>
    public double PairWeight { get; init; }

    /// <summary>How pairs enter. Default exact.</summary>
    public FlagPairs Pairs { get; init; } = FlagPairs.Exact;

    /// <summary>What is returned. Default unit.</summary>
    public FlagOutput Output { get; init; } = FlagOutput.Unit;

    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        FlagSolution solution = Solve(input.Products);
        return Combination.Sum([.. solution.Coefficients]) with { Trust = solution.Values };
    }

    /// <summary>Finds the subspace and the coefficients of the result.</summary>
    /// <param name="gram">The inner products of the vectors as they are.</param>
    public FlagSolution Solve(GramMatrix gram)
    {
        int n = gram.Count;
        int dimension = Dimension > 0 ? Dimension : (n + 2) / 2;
        double[] norms = [.. Enumerable.Range(0, n).Select(i => Math.Max(gram.Norm(i), LeastNorm))];
        var unit = new GramMatrix(n, [.. Enumerable.Range(0, n * n).Select(k => gram.Entries[k] / (norms[k / n] * norms[k % n]))]);

        Subspace? before = null;
        List<double> objectives = [];
        for (int step = 1; ; step++)
        {
            Subspace now = Subspace.Leading(unit, Weigh(unit, before), dimension, LeastEigenvalue);
            double objective = Measure(unit, now);
            double fall = objectives.Count > 0 ? objectives[^1] - objective : double.PositiveInfinity;
            if (fall <= 0)
                return Finish(before!);

            objectives.Add(objective);
            if (fall <= Tolerance || step >= Iterations)
                return Finish(now);
            before = now;
        }

        FlagSolution Finish(Subspace subspace) => new(Coefficients(subspace, norms, dimension), subspace.Values(), objectives);
    }

    /// <summary>The matrix M whose weighted columns X M X' has the subspace as leading eigenvectors; from equal weights at first.</summary>
    internal double[] Weigh(GramMatrix unit, Subspace? subspace)
    {
        int n = unit.Count;
        double[] m = new double[n * n];
        double[]? values = subspace?.Values();
        for (int i = 0; i < n; i++)
            m[(i * n) + i] = values is null ? 1 : 1 / Math.Sqrt(Math.Abs(1 - values[i]) + Floor);

        for (int i = 0; PairWeight > 0 && i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                double weight = WeighPair(unit.SquaredDistance(i, j), subspace?.SquaredDifference(i, j), n);
                m[(i * n) + i] += weight;
                m[(j * n) + j] += weight;
                m[(i * n) + j] -= weight;
                m[(j * n) + i] -= weight;
            }
        }

        return m;
    }

    private double WeighPair(double distance, double? projected, int n)
    {
        if (distance < LeastSquaredDistance)
            return 0;

        if (Pairs == FlagPairs.Repo)
        {
            double coefficient = PairWeight / (n * (n - 1.0));
            return 2 * coefficient * coefficient * (projected is { } seen ? 1 / Math.Sqrt(Math.Abs(1 - seen) + Floor) : 1);
        }

        double pair = 2 * PairWeight / ((n - 1.0) * distance);
        return pair * (projected is { } part ? 1 / Math.Sqrt(Math.Max(0, 1 - (part / distance)) + Floor) : 1);
    }

    private double Measure(GramMatrix unit, Subspace subspace)
    {
        int n = unit.Count;
        double[] values = subspace.Values();
        double objective = values.Sum(value => Math.Sqrt(Math.Max(0, 1 - value)));
        for (int i = 0; PairWeight > 0 && Pairs == FlagPairs.Exact && i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                double distance = unit.SquaredDistance(i, j);
                if (distance >= LeastSquaredDistance)
                    objective += 2 * PairWeight / (n - 1.0) * Math.Sqrt(Math.Max(0, 1 - (subspace.SquaredDifference(i, j) / distance)));
            }
        }

        return objective;
    }

    private double[] Coefficients(Subspace subspace, double[] norms, int dimension)
    {
        int n = norms.Length;
        double typical = Output == FlagOutput.UnitScaled ? Median(norms) * dimension / n : 1;
        double[] wanted = [.. norms.Select(norm => Output == FlagOutput.Raw ? norm / n : typical / dimension)];
        double[] coefficients = subspace.Project(wanted);
        for (int i = 0; i < n; i++)
            coefficients[i] /= norms[i];
        return coefficients;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>What the flag aggregator found.</summary>
/// <param name="Coefficients">beta, the result is sum_i beta_i g_i; some may be negative.</param>
/// <param name="Values">v_i = ||Y' x_i||^2, how much of vector i the subspace explains.</param>
/// <param name="Objectives">The objective after each step.</param>
public sealed record FlagSolution(IReadOnlyList<double> Coefficients, IReadOnlyList<double> Values, IReadOnlyList<double> Objectives);
