using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>A vector and its companion that flow together between events, and jump by multiples of a difference at swaps.</summary>
internal static class PairFlow
{
    /// <summary>
    /// Follows dx = eta (xt - x), dxt = eta (x - xt) over a time D: with E = exp(-2 eta D), x' = x + (1 - E)/2 (xt - x), xt' = x' + E (xt - x).
    /// </summary>
    /// <param name="state">The node's state; its clock is set.</param>
    /// <param name="x">The number of the vector.</param>
    /// <param name="companion">The number of its companion.</param>
    /// <param name="eta">eta; 0 for no flow.</param>
    /// <param name="time">Not before the state's time.</param>
    /// <typeparam name="T">The element type of the run.</typeparam>
    public static void Advance<T>(NodeState<T> state, int x, int companion, double eta, double time)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double duration = time - state.Time;
        ArgumentOutOfRangeException.ThrowIfNegative(duration, nameof(time));
        state.Time = time;
        if (eta == 0 || duration == 0)
            return;

        double rest = DeterministicMath.Exp(-2 * eta * duration);
        VectorKernels.Subtract(state[companion], state[x], state[companion]);
        VectorKernels.Axpy(T.CreateChecked((1 - rest) / 2), state[companion], state[x]);
        VectorKernels.ScaledSum(T.CreateChecked(rest), state[companion], T.One, state[x], state[companion]);
    }

    /// <summary>x += a (own - theirs).</summary>
    public static void Jump<T>(T a, ReadOnlySpan<T> own, ReadOnlySpan<T> theirs, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        VectorKernels.Axpy(a, own, x);
        VectorKernels.Axpy(-a, theirs, x);
    }
}
