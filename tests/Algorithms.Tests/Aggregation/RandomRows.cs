using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Tests.Aggregation;

/// <summary>Random rows, what is done to them, and measures of them.</summary>
internal static class RandomRows
{
    /// <summary>n rows of d normal numbers.</summary>
    public static double[][] Normal(int n, int d, int seed, double mean = 0, double deviation = 1)
    {
        var stream = new RandomStream((ulong)seed, RandomPurpose.Noise);
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++)
            stream.FillNormal<double>(rows[i] = new double[d], mean, deviation);
        return rows;
    }

    /// <summary>A random orthogonal matrix: normal rows, orthogonalised twice.</summary>
    public static double[][] Orthogonal(int d, int seed)
    {
        double[][] q = Normal(d, d, seed);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < 2 * i; j++)
            {
                double along = Dot(q[i], q[j % i]);
                q[i] = Add(q[i], Scale(q[j % i], -along));
            }

            q[i] = Scale(q[i], 1 / Norm(q[i]));
        }

        return q;
    }

    public static double[] Rotate(double[] x, double[][] q) => [.. q.Select(row => Dot(row, x))];

    public static double[] Add(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a + b)];

    public static double[] Scale(double[] x, double factor) => [.. x.Select(a => factor * a)];

    public static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    public static double Norm(double[] x) => Math.Sqrt(Dot(x, x));

    public static double Distance(double[] x, double[] y) => Norm(Add(x, Scale(y, -1)));

    public static double[] Mean(IReadOnlyList<double[]> rows) => [.. rows[0].Select((_, k) => rows.Average(row => row[k]))];

    /// <summary>V, the mean squared distance of rows to their mean.</summary>
    public static double Variance(IReadOnlyList<double[]> rows)
    {
        double[] mean = Mean(rows);
        return rows.Average(row => Math.Pow(Distance(row, mean), 2));
    }
}
