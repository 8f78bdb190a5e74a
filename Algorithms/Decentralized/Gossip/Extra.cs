using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// EXTRA with the second matrix (I + W)/2: x^1 = W x^0 - eta g(x^0), then
/// x^{k+2} = (I + W) x^{k+1} - (I + W)/2 x^k - eta (g(x^{k+1}) - g(x^k)). No bias for a constant step that is small enough. Without
/// <c>learningRate</c> the step is 0.3/L.
/// </summary>
/// <remarks>
/// Source: Shi, Ling, Wu and Yin, "EXTRA: An exact first-order algorithm for decentralized consensus optimization", 2015. One vector of length d to
/// every neighbour and one gradient a step.
/// </remarks>
public sealed record ExtraOptions : GradientGossipOptions
{
    /// <inheritdoc/>
    private protected override double DefaultMultiple => 0.3;

    /// <inheritdoc/>
    public override IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting) => new Extra<T>(this, StepSize(setting));
}

/// <summary>See <see cref="ExtraOptions"/>.</summary>
/// <remarks>
/// With c^k = (I + W)/2 x^k - eta g(x^k) and c^{-1} = x^0 every step, the first one too, is
/// x^{k+1} = x^k + W x^k - eta g(x^k) - c^{k-1}.
/// </remarks>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="learningRate">eta.</param>
internal sealed class Extra<T>(ExtraOptions options, double learningRate) : IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int X = 0;
    private const int C = 1;
    private const int G = 2;

    private readonly T step = -T.CreateChecked(learningRate);
    private readonly T half = T.CreateChecked(0.5);

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } = new(["x", "correction", "gradient"], X, 1);

    /// <inheritdoc/>
    public int Exchanges => 1;

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
        start.CopyTo(state[C]);
    }

    /// <inheritdoc/>
    public void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message)
    {
        NodeGradient.Next(state, oracle, state[X], options.ClipNorm, state[G]);
        state[X].CopyTo(message);
    }

    /// <inheritdoc/>
    public void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed)
    {
        Span<T> x = state[X];
        Span<T> c = state[C];
        Span<T> g = state[G];

        // c = -eta g - c, x = x + W x, then the next c in place of g.
        VectorKernels.ScaledSum(step, g, -T.One, c, c);
        VectorKernels.Add(x, mixed, x);
        VectorKernels.ScaledSum(half, x, step, g, g);
        VectorKernels.Add(x, c, x);
        g.CopyTo(c);
    }
}
