using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// The continuized form of Nesterov's method on the dual: pairwise swaps at random times, each with a gradient of the conjugate at both ends, and a
/// momentum that flows in between. The swaps to a precision grow with sqrt(L/mu). These constants are known to diverge where L/mu is large
/// (on a ring of 16 nodes at 100); small condition numbers only.
/// </summary>
/// <remarks>
/// Source: Even et al., "A Continuized View on Nesterov Acceleration for Stochastic Gradient Descent and Randomized Gossip", 2021, with the constants
/// of the code published with Nabli and Oyallon, "DADAO", 2023. It starts at the dual point 0, x_i = grad f_i^*(0), whatever the start of the run is.
/// The sums of y_i and z_i stay 0.
/// </remarks>
public sealed record ContinuizedOptions : EventAlgorithmOptions
{
    /// <inheritdoc/>
    public override bool SuitsModels => false;

    /// <inheritdoc/>
    public override bool NeedsConjugate => true;

    /// <summary>No: every edge has a step of its own, of one graph.</summary>
    public override bool SuitsVaryingGraphs => false;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(DecentralizedSetting setting) => base.Refuse(setting) ?? RefuseUnknownConstants(setting);

    /// <inheritdoc/>
    public override IEventAlgorithm<T> Create<T>(DecentralizedSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new Continuized<T>(setting.Rates, setting.Smoothness!.Value, setting.StrongConvexity!.Value);
    }
}

/// <summary>See <see cref="ContinuizedOptions"/>.</summary>
/// <remarks>
/// With Ln the Laplacian whose edges weigh the probability that a swap is theirs, mg = lambda_2(Ln), R_ij = (e_i - e_j)^T Ln^+ (e_i - e_j) and Rm the
/// largest: eta = sqrt(mg/Rm) sqrt(mu/L), gamma = mu/(2 Rm), gammat = sqrt(L mu/(2 mg Rm)). Flow, the unit of time being one swap of the network:
/// dy = eta (z - y), dz = eta (y - z). Swap: G = grad f_i^*(y_i) - grad f_j^*(y_j); y_i -= gamma R_ij G, z_i -= gammat G; opposite at j.
/// </remarks>
/// <typeparam name="T">The element type of the run.</typeparam>
internal sealed class Continuized<T> : IEventAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Y = 0;
    private const int Z = 1;

    private readonly double eta;
    private readonly T[] stepOfY;
    private readonly T stepOfZ;

    /// <summary>Makes the algorithm.</summary>
    /// <param name="rates">How often edges are used.</param>
    /// <param name="smoothness">L.</param>
    /// <param name="convexity">mu.</param>
    public Continuized(EdgeRates rates, double smoothness, double convexity)
    {
        var spectrum = GraphSpectrum.Of(rates.Graph, rates.Rates.AsSpan());
        double lambda = spectrum.LambdaTwo / rates.Total;
        double resistance = 2 * spectrum.Chi2 * rates.Total;

        // In the time of the run, where the network swaps R times in a unit.
        eta = Math.Sqrt(lambda / resistance) * Math.Sqrt(convexity / smoothness) * rates.Total;
        stepOfY = new T[spectrum.Resistances.Length];
        for (int e = 0; e < stepOfY.Length; e++)
            stepOfY[e] = T.CreateChecked(-convexity / (2 * resistance) * spectrum.Resistances[e] * rates.Total);
        stepOfZ = T.CreateChecked(-Math.Sqrt(smoothness * convexity / (2 * lambda * resistance)));
    }

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } = new(["y", "z"], Z, 1);

    /// <inheritdoc/>
    public double GradientRate => 0;

    /// <inheritdoc/>
    public int GradientsPerSwap => 1;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, ReadOnlySpan<T> start)
    {
    }

    /// <inheritdoc/>
    public void Advance(NodeState<T> state, double time) => PairFlow.Advance(state, Y, Z, eta, time);

    /// <inheritdoc/>
    public ReadOnlySpan<T> GradientPoint(NodeState<T> state) => state[Y];

    /// <inheritdoc/>
    public void ApplyGradient(NodeState<T> state, Span<T> gradient) => throw new NotSupportedException("Gradients belong to the swaps.");

    /// <inheritdoc/>
    public void Compose(NodeState<T> state, INodeOracle<T> oracle, Span<T> message)
    {
        oracle.Conjugate(state[Y], message);
        state.Gradients++;
    }

    /// <inheritdoc/>
    public void Apply(NodeState<T> state, int edge, ReadOnlySpan<T> own, ReadOnlySpan<T> theirs)
    {
        PairFlow.Jump(stepOfY[edge], own, theirs, state[Y]);
        PairFlow.Jump(stepOfZ, own, theirs, state[Z]);
    }

    /// <inheritdoc/>
    public bool Conserves => true;

    /// <summary>c_i = y_i + z_i, which the flow leaves as it is.</summary>
    public void Conserved(NodeState<T> state, Span<T> destination) => VectorKernels.Add<T>(state[Y], state[Z], destination);

    /// <summary>x_i = grad f_i^*(z_i).</summary>
    public void Estimate(NodeState<T> state, INodeOracle<T> oracle, Span<T> destination) => oracle.Conjugate(state[Z], destination);
}
