using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// Decentralized parallel SGD: x_i = sum_j W_ij x_j - eta_t g_i(x_i). A constant step leaves a bias of the order of eta where the nodes' functions
/// differ; <c>decay</c> removes it slowly. Without <c>learningRate</c> the step is 0.1/L.
/// </summary>
/// <remarks>
/// Source: Lian et al., "Can Decentralized Algorithms Outperform Centralized Algorithms?", 2017. One vector of length d to every neighbour and one
/// gradient a step.
/// </remarks>
public sealed record DPsgdOptions : GradientGossipOptions
{
    /// <summary>Whether the gradient step comes behind the averaging or before it.</summary>
    public GossipOrder Order { get; init; } = GossipOrder.CombineThenAdapt;

    /// <summary>c of the decreasing step eta_t = eta / (1 + c t), t from 0; 0 keeps it constant.</summary>
    [Range(0, 1e6)]
    public double Decay { get; init; }

    /// <inheritdoc/>
    private protected override double DefaultMultiple => 0.1;

    /// <inheritdoc/>
    public override IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting) => new DPsgd<T>(this, StepSize(setting));
}

/// <summary>See <see cref="DPsgdOptions"/>.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="learningRate">eta.</param>
internal sealed class DPsgd<T>(DPsgdOptions options, double learningRate) : IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int X = 0;
    private const int G = 1;

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } = new(["x", "gradient"], X, 1);

    /// <inheritdoc/>
    public int Exchanges => 1;

    /// <inheritdoc/>
    public int GradientsPerStep => 1;

    /// <inheritdoc/>
    public GossipWeights Weights => GossipWeights.Mixing;

    /// <inheritdoc/>
    public bool CompressesMessages => false;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> start) => start.CopyTo(state[X]);

    /// <inheritdoc/>
    public void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message)
    {
        T step = -T.CreateChecked(learningRate / (1 + (options.Decay * state.Gradients)));
        NodeGradient.Next(state, oracle, state[X], options.ClipNorm, state[G]);
        VectorKernels.Scale(step, state[G]);
        if (options.Order == GossipOrder.CombineThenAdapt)
            state[X].CopyTo(message);
        else
            VectorKernels.Add(state[X], state[G], message);
    }

    /// <inheritdoc/>
    public void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed)
    {
        if (options.Order == GossipOrder.CombineThenAdapt)
            VectorKernels.Add(mixed, state[G], state[X]);
        else
            mixed.CopyTo(state[X]);
    }
}
