using System.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>The nearest point of the ball {u : |u| &lt;= R}: v where |v| is at most R, else (R/|v|) v.</summary>
/// <remarks>The sum of the squares is exact and rounded once (<see cref="Numerics.ExactSum"/>), so that the result has the same bits whoever adds up which part.</remarks>
public static class BallProjection
{
    /// <summary>Projects in place.</summary>
    /// <param name="point">v, finite numbers below 1e154, overwritten.</param>
    /// <param name="radius">R.</param>
    public static void Project<T>(Span<T> point, double radius)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = new Numerics.ExactSum();
        Accumulate<T>(point, sum);
        Apply(point, Factor(sum, radius));
    }

    /// <summary>Adds up the squares, each of them rounded.</summary>
    /// <param name="point">v, or a slice of it.</param>
    /// <param name="sum">Where they are added.</param>
    public static void Accumulate<T>(ReadOnlySpan<T> point, Numerics.ExactSum sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T element in point)
        {
            double value = double.CreateTruncating(element);
            sum.Add(value * value);
        }
    }

    /// <summary>min(1, R/|v|).</summary>
    /// <param name="sum">|v|^2.</param>
    /// <param name="radius">R.</param>
    public static double Factor(Numerics.ExactSum sum, double radius)
    {
        double norm = Math.Sqrt(sum.Rounded());
        return norm <= radius ? 1 : radius / norm;
    }

    /// <summary>Multiplies by a factor.</summary>
    /// <param name="point">v, or a slice of it, overwritten.</param>
    /// <param name="factor">The factor; 1 changes nothing.</param>
    public static void Apply<T>(Span<T> point, double factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref T element in point)
            element = T.CreateTruncating(double.CreateTruncating(element) * factor);
    }
}
