namespace Starling.Algorithms.Tests.Compression;

/// <summary>SplitMix64 and the numbers made of it: the generator of recorded test vectors.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong t = state;
        t = (t ^ (t >> 30)) * 0xBF58476D1CE4E5B9;
        t = (t ^ (t >> 27)) * 0x94D049BB133111EB;
        return t ^ (t >> 31);
    }

    public double Uniform() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Box and Muller; the second value is thrown away.</summary>
    public double Normal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        return radius * Math.Cos(2 * Math.PI * Uniform());
    }

    public double[] Normals(int count)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = Normal();
        return values;
    }

    public int[] Subset(int n, int k)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        for (int i = 0; i < k; i++)
        {
            int j = i + (int)Math.Floor(Uniform() * (n - i));
            (order[i], order[j]) = (order[j], order[i]);
        }

        return [.. order[..k].Order()];
    }

    /// <summary>The orthogonal factor of a matrix of normals whose triangular factor has a positive diagonal; rows of rows.</summary>
    public double[][] Haar(int d)
    {
        double[][] g = [.. Enumerable.Range(0, d).Select(_ => Normals(d))];
        for (int j = 0; j < d; j++)
        {
            for (int pass = 0; pass < 2; pass++)
            {
                for (int k = 0; k < j; k++)
                {
                    double dot = 0;
                    for (int i = 0; i < d; i++)
                        dot += g[i][k] * g[i][j];
                    for (int i = 0; i < d; i++)
                        g[i][j] -= dot * g[i][k];
                }
            }

            double norm = Math.Sqrt(Enumerable.Range(0, d).Sum(i => g[i][j] * g[i][j]));
            for (int i = 0; i < d; i++)
                g[i][j] /= norm;
        }

        return g;
    }
}
