using Starling.Algorithms.Decentralized.Events;

namespace Starling.Algorithms.Tests.Decentralized.Events;

/// <summary>The exponential of DADAO's 6 x 6 matrix by scaling, a Taylor series and squaring, in decimal: squaring loses digits that double has not to spare.</summary>
internal static class DadaoMatrix
{
    public static decimal[,] Exponential(DadaoConstants c, double time)
    {
        decimal[,] a =
        {
            { -(decimal)c.Eta, (decimal)c.Eta, 0, 0, 0, 0 },
            { (decimal)c.EtaTilde, -(decimal)c.EtaTilde, 0, 0, 0, 0 },
            { 0, 0, -(decimal)c.Alpha, (decimal)c.Alpha, 0, 0 },
            { 0, -(decimal)(c.Theta * c.Nu), -(decimal)c.Theta, 0, -(decimal)c.Theta, 0 },
            { 0, 0, 0, 0, -(decimal)c.Alpha, (decimal)c.Alpha },
            { 0, 0, 0, 0, (decimal)c.AlphaTilde, -(decimal)c.AlphaTilde },
        };
        double norm = (double)a.Cast<decimal>().Max(Math.Abs) * 6 * time;
        int squarings = Math.Max(0, (int)Math.Ceiling(Math.Log2(norm)) + 4);
        decimal scale = (decimal)time / (decimal)Math.Pow(2, squarings);
        decimal[,] sum = Identity();
        decimal[,] term = Identity();
        for (int k = 1; k <= 18; k++)
        {
            term = Times(term, a, scale / k);
            sum = Plus(sum, term);
        }

        for (int k = 0; k < squarings; k++)
            sum = Times(sum, sum, 1);
        return sum;
    }

    private static decimal[,] Identity()
    {
        decimal[,] one = new decimal[6, 6];
        for (int i = 0; i < 6; i++)
            one[i, i] = 1;
        return one;
    }

    private static decimal[,] Plus(decimal[,] a, decimal[,] b)
    {
        decimal[,] sum = new decimal[6, 6];
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
                sum[i, j] = a[i, j] + b[i, j];
        }

        return sum;
    }

    private static decimal[,] Times(decimal[,] a, decimal[,] b, decimal factor)
    {
        decimal[,] product = new decimal[6, 6];
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                for (int k = 0; k < 6; k++)
                    product[i, j] += a[i, k] * b[k, j] * factor;
            }
        }

        return product;
    }
}
