using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// MSDA, the multi-step dual accelerated method: Nesterov's method on the dual, where every step has one gradient of the conjugate of every f_i and
/// K = floor(1/sqrt(lambda_2/lambda_max)) rounds of gossip, accelerated by Chebyshev polynomials. The steps to a precision grow with
/// sqrt(L/mu) alone.
/// </summary>
/// <remarks>
/// Source: Scaman, Bach, Bubeck, Lee and Massoulie, "Optimal algorithms for smooth and strongly convex distributed optimization in networks", 2017.
/// It starts at the dual point 0, x_i = grad f_i^*(0), whatever the start of the run is. One vector of length d to every neighbour a round; K = 1 on
/// a complete graph. State: 5 d.
/// </remarks>
public sealed record MsdaOptions : GossipAlgorithmOptions
{
    /// <inheritdoc/>
    public override bool SuitsModels => false;

    /// <inheritdoc/>
    public override bool NeedsConjugate => true;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(DecentralizedSetting setting) => base.Refuse(setting) ?? RefuseUnknownConstants(setting);

    /// <inheritdoc/>
    public override IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new Msda<T>(GraphSpectrum.Of(setting.Graph), setting.Graph.NodeCount, setting.Smoothness!.Value, setting.StrongConvexity!.Value);
    }
}

/// <summary>See <see cref="MsdaOptions"/>.</summary>
/// <remarks>
/// With g = lambda_2/lambda_max, c2 = (1 + g)/(1 - g), c3 = 2/((1 + g) lambda_max): v_1 = c2 (v_0 - c3 Lap v_0),
/// v_{k+1} = 2 c2 (v_k - c3 Lap v_k) - v_{k-1}, numbers a_k by the same recursion from 1, c2; P(v_0) = v_0 - v_K/a_K. A step is
/// Y' = X - eta P(grad f^*(X)), X = (1 + m) Y' - m Y. On a complete graph, where c2 has no end, P takes the mean away.
/// </remarks>
/// <typeparam name="T">The element type of the run.</typeparam>
internal sealed class Msda<T> : IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Of lambda_2/lambda_max: nearer to 1 than this, only a complete graph is.
    private const double Complete = 1 - 1e-9;

    private const int X = 0;
    private const int Dual = 1;
    private const int Last = 2;
    private const int Gossip = 3;

    private readonly bool complete;
    private readonly T nodes;
    private readonly double c2;
    private readonly double c3;
    private readonly T step;
    private readonly T stepOfGossip;
    private readonly T momentum;

    /// <summary>Makes the algorithm.</summary>
    /// <param name="spectrum">The spectrum of the graph's Laplacian without weights.</param>
    /// <param name="nodeCount">n.</param>
    /// <param name="smoothness">L.</param>
    /// <param name="convexity">mu.</param>
    public Msda(GraphSpectrum spectrum, int nodeCount, double smoothness, double convexity)
    {
        double g = spectrum.LambdaTwo / spectrum.LambdaMax;
        complete = g > Complete;
        nodes = T.CreateChecked(nodeCount);
        Exchanges = complete ? 1 : (int)(1 / Math.Sqrt(g));
        c2 = (1 + g) / (1 - g);
        c3 = 2 / ((1 + g) * spectrum.LambdaMax);

        double c1 = complete ? 0 : (1 - Math.Sqrt(g)) / (1 + Math.Sqrt(g));
        double power = DeterministicMath.Pow(c1, Exchanges);
        double root = Math.Sqrt(smoothness / convexity);
        double eta = convexity * (1 + (power * power)) / ((1 + power) * (1 + power));
        double a = 1;
        double aNext = c2;
        for (int k = 1; k < Exchanges; k++)
            (a, aNext) = (aNext, (2 * c2 * aNext) - a);

        step = T.CreateChecked(-eta);
        stepOfGossip = T.CreateChecked(eta / aNext);
        momentum = T.CreateChecked((((1 + power) * root) - 1 + power) / (((1 + power) * root) + 1 - power));
    }

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } = new(["x", "dual", "last-dual", "gossip", "last-gossip"], X, 1);

    /// <inheritdoc/>
    public int Exchanges { get; }

    /// <inheritdoc/>
    public int GradientsPerStep => 1;

    /// <inheritdoc/>
    public GossipWeights Weights => GossipWeights.Laplacian;

    /// <inheritdoc/>
    public bool CompressesMessages => false;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> start) => oracle.Conjugate(state[Dual], state[X]);

    /// <inheritdoc/>
    public void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message)
    {
        Span<T> gossip = Round(state, exchange);
        if (exchange == 0)
        {
            oracle.Conjugate(state[Dual], state[X]);
            state.Gradients++;
            state[X].CopyTo(gossip);
        }

        gossip.CopyTo(message);
    }

    /// <inheritdoc/>
    public void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed)
    {
        Span<T> next = Round(state, exchange + 1);
        Span<T> dual = state[Dual];
        if (complete)
        {
            VectorKernels.Axpy(step / nodes, mixed, dual);
        }
        else
        {
            // v_{-1} is not there, and its factor is 0: the first round takes half of what the others take.
            double factor = exchange == 0 ? c2 : 2 * c2;
            if (exchange == 0)
                next.Clear();
            VectorKernels.ScaledSum(T.CreateChecked(factor), Round(state, exchange), -T.One, next, next);
            VectorKernels.Axpy(T.CreateChecked(-factor * c3), mixed, next);
            if (exchange < Exchanges - 1)
                return;
            VectorKernels.Axpy(step, state[X], dual);
            VectorKernels.Axpy(stepOfGossip, next, dual);
        }

        dual.CopyTo(next);
        VectorKernels.ScaledSum(T.One + momentum, next, -momentum, state[Last], dual);
        next.CopyTo(state[Last]);
    }

    /// <summary>x_i = grad f_i^*(X_i).</summary>
    public void Estimate(NodeState<T> state, INodeOracle<T> oracle, Span<T> destination) => oracle.Conjugate(state[Dual], destination);

    // v_k and v_{k+1} take turns.
    private static Span<T> Round(NodeState<T> state, int k) => state[Gossip + (k & 1)];
}
