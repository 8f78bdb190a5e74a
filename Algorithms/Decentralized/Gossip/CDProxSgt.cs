using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Problems;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// CDProxSGT, <see cref="DProxSgtOptions">DProxSGT</see> with compressed messages: y and x are mixed by way of public copies, of which only compressed
/// changes are sent. yhat_i += Q(y_i - yhat_i), y_i += gammaY sum_j W_ij (yhat_j - yhat_i), the same for x behind its proximal step. Without
/// compression and with gammas of 1 it is DProxSGT. Without <c>learningRate</c> the step is 0.1/L.
/// </summary>
/// <remarks>
/// Source: Yan, Chen, Chen, Cui and Lu, "Compressed Decentralized Proximal Stochastic Gradient Method for Nonconvex Composite Problems with
/// Heterogeneous Data", 2023. Two exchanges of one compressed vector of length d, and one gradient a step. The paper's experiments have gammas of
/// 0.5 with the largest 30 percent of the coordinates and 0.8 with 40 percent.
/// </remarks>
public sealed record CDProxSgtOptions : GradientGossipOptions
{
    /// <summary>gamma_x, the step of the gossip on x. The coarser the compression, the smaller it must be.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double GammaX { get; init; } = 0.5;

    /// <summary>gamma_y, the step of the gossip on the tracked gradient.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double GammaY { get; init; } = 0.5;

    /// <inheritdoc/>
    public override bool CompressesMessages => true;

    /// <inheritdoc/>
    public override bool TakesRegulariser => true;

    /// <inheritdoc/>
    private protected override double DefaultMultiple => 0.1;

    /// <inheritdoc/>
    public override IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting) => new CDProxSgt<T>(this, StepSize(setting), setting.Regulariser);
}

/// <summary>See <see cref="CDProxSgtOptions"/>.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="learningRate">eta.</param>
/// <param name="regulariser">r.</param>
internal sealed class CDProxSgt<T>(CDProxSgtOptions options, double learningRate, IRegulariser regulariser) : IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CopyOfX = 3;
    private const int CopyOfY = 4;

    private readonly ProximalTracker<T> tracker = new(learningRate, options.ClipNorm, regulariser);
    private readonly T gammaX = T.CreateChecked(options.GammaX);
    private readonly T gammaY = T.CreateChecked(options.GammaY);

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } =
        new(["x", "tracker", "gradient", "xhat", "yhat"], ProximalTracker<T>.X, 1);

    /// <inheritdoc/>
    public int Exchanges => 2;

    /// <inheritdoc/>
    public int GradientsPerStep => 1;

    /// <inheritdoc/>
    public GossipWeights Weights => GossipWeights.Mixing;

    /// <inheritdoc/>
    public bool CompressesMessages => true;

    /// <inheritdoc/>
    public int PublicCopy(int exchange) => exchange == 0 ? CopyOfY : CopyOfX;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> start) => start.CopyTo(state[ProximalTracker<T>.X]);

    /// <inheritdoc/>
    public void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message)
    {
        tracker.Move(exchange, state, oracle, message);
        PublicCopy<T>.Difference(state, ProximalTracker<T>.Moved(exchange), PublicCopy(exchange), message);
    }

    /// <inheritdoc/>
    public void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed) =>
        PublicCopy<T>.Mix(state, ProximalTracker<T>.Moved(exchange), mixed, exchange == 0 ? gammaY : gammaX);
}
