using System.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>r, a convex function that need not be smooth, with a cheap proximal map. Immutable; safe for any thread.</summary>
public interface IRegulariser
{
    /// <summary>Whether r = 0, so that its proximal map is the identity.</summary>
    bool IsZero { get; }

    /// <summary>r(x).</summary>
    /// <param name="point">x, d numbers.</param>
    double Value(ReadOnlySpan<double> point);

    /// <summary>prox_{t r}(v) = argmin_u r(u) + |u - v|^2/(2 t).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="step">t, 0 or more.</param>
    /// <param name="point">v, d numbers.</param>
    /// <param name="destination">d numbers, overwritten; may be the same span.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative or not a number.</exception>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    void Prox<T>(double step, ReadOnlySpan<T> point, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The shortest vector among g + the subgradients of r at x: what says how far x is from optimal where g is the gradient of the
    /// smooth part.
    /// </summary>
    /// <param name="point">x, d numbers.</param>
    /// <param name="gradient">d numbers: g, overwritten with the shortest vector.</param>
    void ShortestSubgradient(ReadOnlySpan<double> point, Span<double> gradient);
}
