using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// CHOCO-SGD: SGD with gossip over public copies xhat_i, of which only compressed changes are sent. A step is
/// y_i = prox_{eta_t r}(x_i - eta_t g_i(x_i)); xhat_i += Q(y_i - xhat_i) at the node and its neighbours; x_i = y_i + gamma sum_j W_ij (xhat_j - xhat_i). Nothing corrects the bias where the
/// nodes' functions differ. Without <c>learningRate</c> the step is 0.1/L.
/// </summary>
/// <remarks>
/// Source: Koloskova, Stich and Jaggi, "Decentralized Stochastic Optimization and Gossip Algorithms with Compressed Communication", 2019. One
/// compressed vector of length d to every neighbour and one gradient a step. Public copies start at zero. The proximal step is an addition: the paper has
/// no regulariser.
/// </remarks>
public sealed record ChocoSgdOptions : GradientGossipOptions
{
    /// <summary>gamma, the step of the gossip. The coarser the compression, the smaller it must be; without compression 1 is right.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Gamma { get; init; } = 0.5;

    /// <summary>Whether x moves towards the public copies of this step, or those of the step before.</summary>
    public ChocoOrder Order { get; init; } = ChocoOrder.CompressThenMix;

    /// <summary>c of the decreasing step eta_t = eta / (1 + c t), t from 0; 0 keeps it constant.</summary>
    [Range(0, 1e6)]
    public double Decay { get; init; }

    /// <inheritdoc/>
    public override bool CompressesMessages => true;

    /// <inheritdoc/>
    public override bool TakesRegulariser => true;

    /// <inheritdoc/>
    private protected override double DefaultMultiple => 0.1;

    /// <inheritdoc/>
    public override IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting) => new ChocoSgd<T>(this, StepSize(setting), setting.Regulariser);
}

/// <summary>When the public copies of CHOCO-SGD are refreshed.</summary>
public enum ChocoOrder
{
    /// <summary>Before x moves towards them.</summary>
    CompressThenMix,

    /// <summary>After x has moved towards those of the step before, as in the code that its authors published.</summary>
    MixThenCompress,
}

/// <summary>See <see cref="ChocoSgdOptions"/>.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="learningRate">eta.</param>
/// <param name="regulariser">r.</param>
internal sealed class ChocoSgd<T>(ChocoSgdOptions options, double learningRate, IRegulariser regulariser) : IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int X = 0;
    private const int Copy = 1;
    private const int Gap = 2;

    private readonly T gamma = T.CreateChecked(options.Gamma);

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } = new(options.Order == ChocoOrder.CompressThenMix ? ["x", "xhat"] : ["x", "xhat", "xhat-gap"], X, 1);

    /// <inheritdoc/>
    public int Exchanges => 1;

    /// <inheritdoc/>
    public int GradientsPerStep => 1;

    /// <inheritdoc/>
    public GossipWeights Weights => GossipWeights.Mixing;

    /// <inheritdoc/>
    public bool CompressesMessages => true;

    /// <inheritdoc/>
    public int PublicCopy(int exchange) => Copy;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> start) => start.CopyTo(state[X]);

    /// <inheritdoc/>
    public void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message)
    {
        double step = learningRate / (1 + (options.Decay * state.Gradients));
        NodeGradient.Next(state, oracle, state[X], options.ClipNorm, message);
        VectorKernels.Axpy(-T.CreateChecked(step), message, state[X]);
        if (!regulariser.IsZero)
            regulariser.Prox<T>(step, state[X], state[X]);
        if (options.Order == ChocoOrder.MixThenCompress)
            PublicCopy<T>.Mix(state, X, state[Gap], gamma);
        PublicCopy<T>.Difference(state, X, Copy, message);
    }

    /// <inheritdoc/>
    public void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed)
    {
        if (options.Order == ChocoOrder.CompressThenMix)
            PublicCopy<T>.Mix(state, X, mixed, gamma);
        else
            mixed.CopyTo(state[Gap]);
    }
}
