using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// Gradient tracking (DIGing): s_i follows the average of everybody's gradients, and x_i goes along s_i. From s_i = g_i(x_i):
/// x_i = sum_j W_ij x_j - eta s_i, then s_i = sum_j W_ij s_j + g_i(new x_i) - g_i(old x_i). No bias for a constant step that is small enough.
/// Without <c>learningRate</c> the step is 0.03/L.
/// </summary>
/// <remarks>
/// Sources: Nedic, Olshevsky and Shi, "Achieving geometric convergence for distributed optimization over time-varying graphs", 2017; Qu and Li,
/// "Harnessing smoothness to accelerate distributed optimization", 2018. Two vectors of length d to every neighbour and one gradient a step, and one
/// gradient before the first. The mean of s_i is the mean of the latest gradients at any time. Adapt-then-combine mixes x - eta s, and then s with
/// the difference already added: two exchanges of one vector.
/// </remarks>
public sealed record GradientTrackingOptions : GradientGossipOptions
{
    /// <summary>Whether the steps come behind the averaging or before it.</summary>
    public GossipOrder Order { get; init; } = GossipOrder.CombineThenAdapt;

    /// <inheritdoc/>
    private protected override double DefaultMultiple => 0.03;

    /// <inheritdoc/>
    public override IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting) => new GradientTracking<T>(this, StepSize(setting));
}

/// <summary>See <see cref="GradientTrackingOptions"/>.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
internal sealed class GradientTracking<T> : IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int X = 0;
    private const int S = 1;
    private const int G = 2;

    private readonly bool combinesFirst;
    private readonly double clipNorm;
    private readonly T step;

    /// <summary>Makes the algorithm.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="learningRate">eta.</param>
    public GradientTracking(GradientTrackingOptions options, double learningRate)
    {
        combinesFirst = options.Order == GossipOrder.CombineThenAdapt;
        clipNorm = options.ClipNorm;
        step = -T.CreateChecked(learningRate);
        Vectors = new(["x", "tracker", "gradient"], X, combinesFirst ? 2 : 1);
        Exchanges = combinesFirst ? 1 : 2;
    }

    /// <inheritdoc/>
    public NodeVectors Vectors { get; }

    /// <inheritdoc/>
    public int Exchanges { get; }

    /// <inheritdoc/>
    public int GradientsPerStep => 1;

    /// <inheritdoc/>
    public GossipWeights Weights => GossipWeights.Mixing;

    /// <inheritdoc/>
    public bool CompressesMessages => false;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> start)
    {
        start.CopyTo(state[X]);
        NodeGradient.Next(state, oracle, state[X], clipNorm, state[G]);
        state[G].CopyTo(state[S]);
    }

    /// <inheritdoc/>
    public void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message)
    {
        if (combinesFirst)
        {
            state[X].CopyTo(message);
            state[S].CopyTo(message[state.Dimension..]);
        }
        else if (exchange == 0)
        {
            state[X].CopyTo(message);
            VectorKernels.Axpy(step, state[S], message);
        }
        else
        {
            Track(state, oracle, state[S]);
            state[S].CopyTo(message);
        }
    }

    /// <inheritdoc/>
    public void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed)
    {
        if (combinesFirst)
        {
            mixed[..state.Dimension].CopyTo(state[X]);
            VectorKernels.Axpy(step, state[S], state[X]);
            Track(state, oracle, mixed[state.Dimension..]);
        }
        else
        {
            mixed.CopyTo(state[exchange == 0 ? X : S]);
        }
    }

    // s = from - old gradient + gradient at x.
    private void Track(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> from)
    {
        VectorKernels.Subtract(from, state[G], state[S]);
        NodeGradient.Next(state, oracle, state[X], clipNorm, state[G]);
        VectorKernels.Add(state[S], state[G], state[S]);
    }
}
