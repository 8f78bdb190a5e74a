using System.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// The nearest point of the ball {u : |u| &lt;= R}: v where |v| is at most R, else (R/|v|) v. Of its part without negative numbers: that of max(v, 0), for the one is a
/// cone and the other a ball around its tip.
/// </summary>
/// <remarks>The sum of the squares is exact and rounded once (<see cref="Numerics.ExactSum"/>), so that the result has the same bits whoever adds up which part.</remarks>
public static class BallProjection
{
    /// <summary>Projects in place.</summary>
    /// <param name="point">v, finite numbers below 1e154, overwritten.</param>
    /// <param name="radius">R.</param>
    /// <param name="isNonnegative">Whether u must be 0 or more.</param>
    public static void Project<T>(Span<T> point, double radius, bool isNonnegative = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = new Numerics.ExactSum();
        Accumulate<T>(point, sum, isNonnegative);
        Apply(point, Factor(sum, radius), isNonnegative);
    }

    /// <summary>Adds up the squares, each of them rounded.</summary>
    /// <param name="point">v, or a slice of it.</param>
    /// <param name="sum">Where they are added.</param>
    /// <param name="isNonnegative">Whether negative numbers count as 0.</param>
    public static void Accumulate<T>(ReadOnlySpan<T> point, Numerics.ExactSum sum, bool isNonnegative = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T element in point)
        {
            double value = Cut(double.CreateTruncating(element), isNonnegative);
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
    /// <param name="isNonnegative">Whether negative numbers become 0 first.</param>
    public static void Apply<T>(Span<T> point, double factor, bool isNonnegative = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref T element in point)
            element = T.CreateTruncating(Cut(double.CreateTruncating(element), isNonnegative) * factor);
    }

    private static double Cut(double value, bool isNonnegative) => isNonnegative ? Math.Max(0, value) : value;
}
