using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Rules;

namespace Starling.Algorithms.Tests.Aggregation;

/// <summary>
/// The flag aggregator as its steps are written down, on the vectors themselves: weighted columns, their leading left singular vectors, a projector of
/// d x d numbers. What the Gram form is compared with.
/// </summary>
internal sealed class DirectFlag(FlagAggregator options)
{
    private readonly List<double[]> columns = [];

    /// <summary>The output.</summary>
    public double[] Aggregate(double[][] g)
    {
        int p = g.Length;
        int m = options.Dimension > 0 ? options.Dimension : (p + 2) / 2;
        double[] norms = [.. g.Select(RandomRows.Norm)];
        double[][] x = [.. g.Select((row, i) => RandomRows.Scale(row, 1 / norms[i]))];
        double[][]? before = null;
        double last = double.PositiveInfinity;
        double[][] y;
        for (int k = 1; ; k++)
        {
            y = Leading(x, before, m);
            double objective = Objective(x, y);
            if (last - objective <= 0)
            {
                y = before!;
                break;
            }

            if (last - objective <= options.Tolerance || k == options.Iterations)
                break;
            (last, before) = (objective, y);
        }

        double[][] summed = options.Output == FlagOutput.Raw ? g : x;
        double[] sum = [.. g[0].Select((_, k) => summed.Sum(row => row[k]))];
        double[] projected = new double[sum.Length];
        foreach (double[] direction in y)
            projected = RandomRows.Add(projected, RandomRows.Scale(direction, RandomRows.Dot(direction, sum)));
        return RandomRows.Scale(projected, 1.0 / (options.Output == FlagOutput.Raw ? p : m));
    }

    private double[][] Leading(double[][] x, double[][]? y, int m)
    {
        int p = x.Length;
        columns.Clear();
        foreach (double[] row in x)
            columns.Add(RandomRows.Scale(row, y is null ? 1 : Math.Pow(Math.Abs(1 - Square(y, row)) + options.Floor, -0.25)));

        for (int i = 0; options.PairWeight > 0 && i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                double[] difference = RandomRows.Add(x[i], RandomRows.Scale(x[j], -1));
                if (options.Pairs == FlagPairs.Repo && i != j)
                {
                    double factor = y is null ? 1 : Math.Pow(Math.Abs(1 - Square(y, difference)) + options.Floor, -0.25);
                    columns.Add(RandomRows.Scale(difference, options.PairWeight / (p * (p - 1.0)) * factor));
                }
                else if (options.Pairs == FlagPairs.Exact && i < j)
                {
                    double square = RandomRows.Dot(difference, difference);
                    double factor = y is null ? 1 : 1 / Math.Sqrt(Math.Max(0, 1 - (Square(y, difference) / square)) + options.Floor);
                    columns.Add(RandomRows.Scale(difference, Math.Sqrt(2 * options.PairWeight / ((p - 1.0) * square) * factor)));
                }
            }
        }

        // The left singular vectors of A are the eigenvectors of A A'.
        int d = x[0].Length;
        double[] outer = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
                outer[(i * d) + j] = columns.Sum(column => column[i] * column[j]);
        }

        var eigen = SymmetricEigen.Of(d, outer);
        return [.. Enumerable.Range(0, Math.Min(m, d)).Where(k => eigen.Values[k] > 1e-12 * eigen.Values[0])
            .Select(k => Enumerable.Range(0, d).Select(i => eigen.Vector(k, i)).ToArray())];
    }

    private double Objective(double[][] x, double[][] y)
    {
        double objective = x.Sum(row => Math.Sqrt(Math.Max(0, 1 - Square(y, row))));
        if (options.PairWeight == 0 || options.Pairs == FlagPairs.Repo)
            return objective;

        foreach ((double[] a, double[] b) in x.SelectMany((a, i) => x.Where((_, j) => j != i).Select(b => (a, b))))
        {
            double[] difference = RandomRows.Add(a, RandomRows.Scale(b, -1));
            objective += options.PairWeight / (x.Length - 1.0) * Math.Sqrt(Math.Max(0, 1 - (Square(y, difference) / RandomRows.Dot(difference, difference))));
        }

        return objective;
    }

    /// <summary>||Y' v||^2.</summary>
    private static double Square(double[][] y, double[] v) => y.Sum(direction => Math.Pow(RandomRows.Dot(direction, v), 2));
}
