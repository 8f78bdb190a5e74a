using System.Numerics;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized;

/// <summary>The gradients that nodes of algorithms of steps compute.</summary>
internal static class NodeGradient
{
    /// <summary>The node's next gradient, rescaled to at most a norm, and counted.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="oracle">The node's function.</param>
    /// <param name="point">Where; d numbers that do not overlap the gradient.</param>
    /// <param name="clipNorm">The largest norm; 0 for any.</param>
    /// <param name="gradient">d numbers, overwritten.</param>
    /// <typeparam name="T">The element type of the run.</typeparam>
    public static void Next<T>(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> point, double clipNorm, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        oracle.Gradient(point, state.Gradients, gradient);
        state.Gradients++;
        Clip(clipNorm, gradient);
    }

    /// <summary>Rescales a gradient to at most a norm.</summary>
    public static void Clip<T>(double clipNorm, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T scale = GradientClipping.Scale<T>(gradient, clipNorm);
        if (scale != T.One)
            VectorKernels.Scale(scale, gradient);
    }
}
