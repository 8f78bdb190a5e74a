namespace Starling.Algorithms.Aggregation.Gram;

/// <summary>A subspace Y = X B of the span of the unit vectors, B' K B = I, by its coordinates.</summary>
internal sealed class Subspace
{
    private readonly int n;
    private readonly int rank;
    private readonly double[] basis;
    private readonly double[] seen;

    private Subspace(GramMatrix unit, double[] basis, int rank)
    {
        n = unit.Count;
        this.rank = rank;
        this.basis = basis;
        seen = new double[rank * n];
        for (int k = 0; k < rank; k++)
        {
            for (int i = 0; i < n; i++)
            {
                ReadOnlySpan<double> row = unit.Row(i);
                double sum = 0;
                for (int j = 0; j < n; j++)
                    sum += basis[(j * rank) + k] * row[j];
                seen[(k * n) + i] = sum;
            }
        }
    }

    /// <summary>The leading left singular vectors of X S, M = S S'.</summary>
    public static Subspace Leading(GramMatrix unit, double[] weights, int dimension, double least)
    {
        int count = unit.Count;
        double[] root = Cholesky(count, weights);

        // T = S' K S; its eigenvectors q give B = S q / sqrt(lambda).
        double[] half = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                double sum = 0;
                for (int k = j; k < count; k++)
                    sum += unit[i, k] * root[(k * count) + j];
                half[(i * count) + j] = sum;
            }
        }

        double[] t = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = i; k < count; k++)
                    sum += root[(k * count) + i] * half[(k * count) + j];
                t[(i * count) + j] = t[(j * count) + i] = sum;
            }
        }

        var eigen = SymmetricEigen.Of(count, t);
        int kept = 0;
        while (kept < Math.Min(dimension, count) && eigen.Values[kept] > least * eigen.Values[0])
            kept++;

        double[] coordinates = new double[count * kept];
        for (int k = 0; k < kept; k++)
        {
            double scale = 1 / Math.Sqrt(eigen.Values[k]);
            for (int i = 0; i < count; i++)
            {
                double sum = 0;
                for (int j = 0; j <= i; j++)
                    sum += root[(i * count) + j] * eigen.Vector(k, j);
                coordinates[(i * kept) + k] = scale * sum;
            }
        }

        return new Subspace(unit, coordinates, kept);
    }

    /// <summary>v_i = ||Y' x_i||^2.</summary>
    public double[] Values()
    {
        double[] values = new double[n];
        for (int k = 0; k < rank; k++)
        {
            for (int i = 0; i < n; i++)
                values[i] += seen[(k * n) + i] * seen[(k * n) + i];
        }

        return values;
    }

    /// <summary>||Y' (x_i - x_j)||^2.</summary>
    public double SquaredDifference(int i, int j)
    {
        double sum = 0;
        for (int k = 0; k < rank; k++)
        {
            double difference = seen[(k * n) + i] - seen[(k * n) + j];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>The coefficients of P sum_i c_i x_i: B B' K c.</summary>
    public double[] Project(double[] c)
    {
        double[] coefficients = new double[n];
        for (int k = 0; k < rank; k++)
        {
            double along = 0;
            for (int i = 0; i < n; i++)
                along += seen[(k * n) + i] * c[i];
            for (int i = 0; i < n; i++)
                coefficients[i] += basis[(i * rank) + k] * along;
        }

        return coefficients;
    }

    private static double[] Cholesky(int count, double[] m)
    {
        double[] root = new double[count * count];
        for (int j = 0; j < count; j++)
        {
            for (int i = j; i < count; i++)
            {
                double sum = m[(i * count) + j];
                for (int k = 0; k < j; k++)
                    sum -= root[(i * count) + k] * root[(j * count) + k];
                root[(i * count) + j] = i == j ? Math.Sqrt(Math.Max(sum, 0)) : sum / root[(j * count) + j];
            }
        }

        return root;
    }
}
