using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>(w_2/2) u^T A_2 u + (w_4/4) (u^T A_4 u)^2.</summary>
/// <param name="QuadraticWeight">w_2.</param>
/// <param name="Quadratic">A_2.</param>
/// <param name="QuarticWeight">w_4.</param>
/// <param name="Quartic">A_4.</param>
internal sealed record QuarticPlayer(double QuadraticWeight, double[] Quadratic, double QuarticWeight, double[] Quartic)
{
    /// <summary>Adds the gradient at u to a value.</summary>
    public void AddGradient(ReadOnlySpan<double> u, Span<double> value)
    {
        double square = 0;
        for (int i = 0; i < u.Length; i++)
            square += u[i] * VectorKernels.Dot(Quartic.AsSpan(i * u.Length, u.Length), u);
        for (int i = 0; i < u.Length; i++)
        {
            VectorKernels.Axpy(QuadraticWeight * u[i], Quadratic.AsSpan(i * u.Length, u.Length), value);
            VectorKernels.Axpy(QuarticWeight * square * u[i], Quartic.AsSpan(i * u.Length, u.Length), value);
        }
    }

    /// <summary>Bounds of the second derivatives where |u| is at most R.</summary>
    public (double Most, double Least) Curvature(int order, double radius)
    {
        var quadratic = SpectrumEnds.Of(order, Quadratic);
        double quartic = SpectrumEnds.Of(order, Quartic).UpperBound;
        return ((QuadraticWeight * quadratic.UpperBound) + (3 * QuarticWeight * quartic * quartic * radius * radius), QuadraticWeight * quadratic.LowerBound);
    }
}
