using System.Numerics;
using Starling.Algorithms.Problems;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// DProxSGT, proximal stochastic gradient tracking for a smooth function, convex or not, and a regulariser r. From y_i = 0 and gradient 0:
/// y_i = sum_j W_ij (y_j + g_j - last g_j), then x_i = sum_j W_ij prox_{eta r}(x_j - eta y_j). One sample a gradient is enough, and the nodes' data
/// may differ. Without <c>learningRate</c> the step is 0.1/L.
/// </summary>
/// <remarks>
/// Source: Yan, Chen, Chen, Cui and Lu, "Compressed Decentralized Proximal Stochastic Gradient Method for Nonconvex Composite Problems with
/// Heterogeneous Data", 2023. Two exchanges of one vector of length d, and one gradient a step. The mean of y_i is the mean of the latest gradients.
/// x_i is a mean of proximal points, so its zeros are small numbers, not zeros. <c>clipNorm</c> acts before tracking, which keeps that mean; the
/// paper's experiments have 10.
/// </remarks>
public sealed record DProxSgtOptions : GradientGossipOptions
{
    /// <inheritdoc/>
    public override bool TakesRegulariser => true;

    /// <inheritdoc/>
    private protected override double DefaultMultiple => 0.1;

    /// <inheritdoc/>
    public override IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting) => new DProxSgt<T>(this, StepSize(setting), setting.Regulariser);
}

/// <summary>See <see cref="DProxSgtOptions"/>.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="learningRate">eta.</param>
/// <param name="regulariser">r.</param>
internal sealed class DProxSgt<T>(DProxSgtOptions options, double learningRate, IRegulariser regulariser) : IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ProximalTracker<T> tracker = new(learningRate, options.ClipNorm, regulariser);

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } = new(["x", "tracker", "gradient"], ProximalTracker<T>.X, 1);

    /// <inheritdoc/>
    public int Exchanges => 2;

    /// <inheritdoc/>
    public int GradientsPerStep => 1;

    /// <inheritdoc/>
    public GossipWeights Weights => GossipWeights.Mixing;

    /// <inheritdoc/>
    public bool CompressesMessages => false;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> start) => start.CopyTo(state[ProximalTracker<T>.X]);

    /// <inheritdoc/>
    public void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message) =>
        tracker.Move(exchange, state, oracle, message).CopyTo(message);

    /// <inheritdoc/>
    public void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed) =>
        mixed.CopyTo(state[ProximalTracker<T>.Moved(exchange)]);
}
