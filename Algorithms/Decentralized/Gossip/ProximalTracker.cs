using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>What a node of DProxSGT and CDProxSGT does by itself: it moves y before the first exchange and x before the second.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="learningRate">eta.</param>
/// <param name="clipNorm">The largest norm of a gradient; 0 for any.</param>
/// <param name="regulariser">r.</param>
internal sealed class ProximalTracker<T>(double learningRate, double clipNorm, IRegulariser regulariser)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of the vector x.</summary>
    public const int X = 0;

    private const int Y = 1;
    private const int G = 2;

    private readonly T step = -T.CreateChecked(learningRate);

    /// <summary>The number of the vector that is moved before an exchange.</summary>
    public static int Moved(int exchange) => exchange == 0 ? Y : X;

    /// <summary>Exchange 0: y += g - last g, with g at x. Exchange 1: x = prox_{eta r}(x - eta y).</summary>
    /// <param name="exchange">The number of the exchange.</param>
    /// <param name="state">The node's state.</param>
    /// <param name="oracle">The node's function.</param>
    /// <param name="scratch">d numbers, overwritten.</param>
    /// <returns>The vector that was moved.</returns>
    public Span<T> Move(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> scratch)
    {
        Span<T> x = state[X];
        Span<T> y = state[Y];
        if (exchange == 0)
        {
            NodeGradient.Next(state, oracle, x, clipNorm, scratch);
            TripleKernel<AddDifferenceOperation>.Run(y, scratch, state[G], y);
            scratch.CopyTo(state[G]);
            return y;
        }

        VectorKernels.Axpy(step, y, x);
        if (!regulariser.IsZero)
            regulariser.Prox<T>(learningRate, x, x);
        return x;
    }
}
