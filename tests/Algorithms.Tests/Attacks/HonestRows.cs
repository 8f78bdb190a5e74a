using Starling.Algorithms.Attacks;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Aggregation;

namespace Starling.Algorithms.Tests.Attacks;

/// <summary>The honest rows x1 to x5 of the specification's matrix R, and the plain way to carry an attack out.</summary>
internal static class HonestRows
{
    public static double[][] Rows { get; } = WorkedExample.Rows[..5];

    /// <summary>What an attack sees of rows.</summary>
    public static AttackInput Input(double[][] rows, int byzantine = 2, bool bessel = true)
    {
        double[] sigma = new double[rows[0].Length];
        double[] sign = new double[sigma.Length];
        ForgeryKernel.WriteMoments(Buffers(rows), bessel, 0, sigma, sign);
        return new AttackInput { Honest = rows.Length, Byzantine = byzantine, Gram = WorkedExample.Gram([.. rows, sigma, sign]) };
    }

    /// <summary>The forged vector.</summary>
    public static double[] Write(Forgery forgery, double[][] rows)
    {
        double[] forged = new double[rows[0].Length];
        ForgeryKernel.Write(forgery, Buffers(rows), 0, forged);
        return forged;
    }

    /// <summary>What an omniscient attack makes of the honest rows with its default or given options, f = 2.</summary>
    public static double[] Attack(AttackOptions options)
    {
        IOmniscientAttack attack = options.CreateOmniscient()!;
        return Write(attack.Forge(Input(Rows, bessel: attack.Bessel)), Rows);
    }

    public static VectorBuffer<T>[] Buffers<T>(T[][] rows)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => [.. rows.Select(Buffer)];

    public static VectorBuffer<T> Buffer<T>(T[] row)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var buffer = new VectorBuffer<T>(row.Length);
        row.CopyTo(buffer.Span);
        return buffer;
    }
}
