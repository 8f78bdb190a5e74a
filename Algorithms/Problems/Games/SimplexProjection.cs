using System.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// The nearest point of the simplex {u &gt;= 0, sum u = 1}: u_i = max(v_i - s, 0) with the s that makes the sum 1. With the active set A = {i : v_i &gt; s} it is
/// s = (sum_A v - 1)/|A|; starting from all coordinates the set only shrinks, and the first that does not change is the answer (Michelot, "A finite
/// algorithm for finding the projection of a point onto the canonical simplex of R^n", JOTA 1986).
/// </summary>
/// <remarks>Sums are exact and rounded once (<see cref="Numerics.ExactSum"/>), so that the result has the same bits whoever adds up which part.</remarks>
public static class SimplexProjection
{
    /// <summary>Projects in place.</summary>
    /// <param name="point">v, at least one finite number, overwritten.</param>
    public static void Project<T>(Span<T> point)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double shift = double.NegativeInfinity;
        long active = -1;
        var sum = new Numerics.ExactSum();
        while (true)
        {
            sum.Clear();
            long count = Accumulate<T>(point, shift, sum);
            if (count == active)
                break;

            active = count;
            shift = Shift(sum, count);
        }

        Apply(point, shift);
    }

    /// <summary>Adds up the coordinates above a shift.</summary>
    /// <param name="point">v, or a slice of it.</param>
    /// <param name="shift">s; negative infinity for all coordinates.</param>
    /// <param name="sum">Where they are added.</param>
    /// <returns>How many there are.</returns>
    public static long Accumulate<T>(ReadOnlySpan<T> point, double shift, Numerics.ExactSum sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long count = 0;
        foreach (T element in point)
        {
            double value = double.CreateTruncating(element);
            if (value > shift)
            {
                sum.Add(value);
                count++;
            }
        }

        return count;
    }

    /// <summary>s = (sum_A v - 1)/|A|.</summary>
    /// <param name="sum">sum_A v; 1 is taken off it.</param>
    /// <param name="count">|A|, 1 or more.</param>
    public static double Shift(Numerics.ExactSum sum, long count)
    {
        sum.Add(-1);
        return sum.Rounded() / count;
    }

    /// <summary>max(v - s, 0).</summary>
    /// <param name="point">v, or a slice of it, overwritten.</param>
    /// <param name="shift">s.</param>
    public static void Apply<T>(Span<T> point, double shift)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref T element in point)
            element = T.CreateTruncating(Math.Max(double.CreateTruncating(element) - shift, 0));
    }
}
