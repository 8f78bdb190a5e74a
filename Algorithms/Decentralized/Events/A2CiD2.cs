using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// A2CiD2: asynchronous SGD and pairwise averaging of models, with a momentum on the averaging: every node keeps a companion xt of its x. Without
/// <c>learningRate</c> the step is 0.1/L. On a complete graph the momentum is of little use. How often edges are used follows from <c>averagings</c>
/// (<see cref="StochasticGossip"/>), not from <c>topology.rates</c>.
/// </summary>
/// <remarks>
/// Source: Nabli, Belilovsky and Oyallon, "A2CiD2: Accelerating Asynchronous Communication in Decentralized Deep Learning", 2023. One vector of length
/// d each way a swap. A constant step leaves a bias where the nodes' functions differ.
/// </remarks>
public sealed record A2CiD2Options : EventAlgorithmOptions
{
    /// <summary>eta, the step size of SGD; where L is known it may be left out.</summary>
    [Range(0, 1e12, MinimumIsExclusive = true)]
    public double? LearningRate { get; init; }

    /// <summary>
    /// r, pairwise averagings of a node for one of its gradients, on average: lambda_ij = (r/2)(1/deg_i + 1/deg_j). Where degrees differ, nodes of
    /// many neighbours take part in more.
    /// </summary>
    [Range(0, 1000, MinimumIsExclusive = true)]
    public double Averagings { get; init; } = 1;

    /// <summary>Whether averaging has its momentum; without it this is plain asynchronous pairwise averaging.</summary>
    public bool Momentum { get; init; } = true;

    /// <summary>beta of the step of SGD along b = beta b + g; 0 for plain SGD.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double GradientMomentum { get; init; }

    /// <summary>Every gradient is rescaled to at most this Euclidean norm; 0 turns clipping off.</summary>
    [Range(0, 1e12)]
    public double ClipNorm { get; init; }

    /// <summary>Samples of a gradient, reshuffled when all have had their turn; 0 for all of them at once. 32 for models and 0 for problems where it is not given.</summary>
    [Range(0, int.MaxValue)]
    public int? BatchSize { get; init; }

    /// <inheritdoc/>
    public override bool SuitsModels => true;

    /// <inheritdoc/>
    public override Func<Graph, EdgeRates>? OwnRates => graph => StochasticGossip.Of(graph, Averagings);

    /// <inheritdoc/>
    internal override int? MinibatchSize => BatchSize;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(DecentralizedSetting setting) =>
        base.Refuse(setting) ?? LearningRates.Refuse(LearningRate, setting);

    /// <inheritdoc/>
    public override IEventAlgorithm<T> Create<T>(DecentralizedSetting setting) => new A2CiD2<T>(this, setting);
}

/// <summary>See <see cref="A2CiD2Options"/>.</summary>
/// <remarks>
/// eta = 1/(2 sqrt(chi1 chi2)), alpha = 1/2, alphat = (1/2) sqrt(chi1/chi2); without the momentum eta = 0, alphat = 1/2. Flow: dx = eta (xt - x),
/// dxt = eta (x - xt). Gradient at x: x and xt go the same step. Swap: x_i -= alpha (x_i - x_j), xt_i -= alphat (x_i - x_j), opposite at j.
/// </remarks>
/// <typeparam name="T">The element type of the run.</typeparam>
internal sealed class A2CiD2<T> : IEventAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int X = 0;
    private const int Companion = 1;
    private const int Velocity = 2;

    private readonly double clipNorm;
    private readonly double eta;
    private readonly T beta;
    private readonly T step;
    private readonly T alpha = T.CreateChecked(-0.5);
    private readonly T alphaTilde;

    /// <summary>Makes the algorithm.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="setting">The network's rates, and L.</param>
    public A2CiD2(A2CiD2Options options, DecentralizedSetting setting)
    {
        double chi1 = setting.Rates.Chi1;
        double chi2 = setting.Chi2;
        eta = options.Momentum ? 1 / (2 * Math.Sqrt(chi1 * chi2)) : 0;
        alphaTilde = options.Momentum ? T.CreateChecked(-0.5 * Math.Sqrt(chi1 / chi2)) : alpha;
        clipNorm = options.ClipNorm;
        beta = T.CreateChecked(options.GradientMomentum);
        step = -T.CreateChecked(LearningRates.Of(options.LearningRate, 0.1, setting));
        Vectors = new(T.IsZero(beta) ? ["x", "xt"] : ["x", "xt", "velocity"], X, 1);
    }

    /// <inheritdoc/>
    public NodeVectors Vectors { get; }

    /// <inheritdoc/>
    public double GradientRate => 1;

    /// <inheritdoc/>
    public int GradientsPerSwap => 0;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, ReadOnlySpan<T> start)
    {
        start.CopyTo(state[X]);
        start.CopyTo(state[Companion]);
    }

    /// <inheritdoc/>
    public void Advance(NodeState<T> state, double time) => PairFlow.Advance(state, X, Companion, eta, time);

    /// <inheritdoc/>
    public ReadOnlySpan<T> GradientPoint(NodeState<T> state) => state[X];

    /// <inheritdoc/>
    public void ApplyGradient(NodeState<T> state, Span<T> gradient)
    {
        NodeGradient.Clip(clipNorm, gradient);
        Span<T> direction = gradient;
        if (!T.IsZero(beta))
        {
            direction = state[Velocity];
            VectorKernels.ScaledSum(beta, direction, T.One, gradient, direction);
        }

        VectorKernels.Axpy(step, direction, state[X]);
        VectorKernels.Axpy(step, direction, state[Companion]);
    }

    /// <inheritdoc/>
    public void Compose(NodeState<T> state, INodeOracle<T> oracle, Span<T> message) => state[X].CopyTo(message);

    /// <inheritdoc/>
    public void Apply(NodeState<T> state, int edge, ReadOnlySpan<T> own, ReadOnlySpan<T> theirs)
    {
        PairFlow.Jump(alpha, own, theirs, state[X]);
        PairFlow.Jump(alphaTilde, own, theirs, state[Companion]);
    }
}
