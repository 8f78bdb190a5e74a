using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// ADOM+, an accelerated primal method for strongly convex functions: the steps to a precision grow with sqrt(L/mu). With <c>multiConsensus</c> a step
/// has T = ceil(chi ln 2) rounds of gossip, chi = lambda_max/lambda_2 of the Laplacian; without it one, and then the steps grow with chi too.
/// </summary>
/// <remarks>
/// Source: Kovalev, Shulgin, Richtarik, Rogozin and Gasnikov, "ADOM: Accelerated decentralized optimization method for time-varying networks", 2021,
/// and Kovalev, Gasanov, Richtarik and Gasnikov, "Lower bounds and optimal algorithms for smooth and strongly convex decentralized optimization over
/// time-varying networks", 2021. Two vectors of length d to every neighbour a round and one gradient a step. State: 10 d. The sum of the z_i is 0 at
/// any time.
/// </remarks>
public sealed record AdomPlusOptions : GossipAlgorithmOptions
{
    /// <summary>Whether a step has as many rounds of gossip as make the network look well connected, or one.</summary>
    public bool MultiConsensus { get; init; } = true;

    /// <inheritdoc/>
    public override bool SuitsModels => false;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(DecentralizedSetting setting) => base.Refuse(setting) ?? RefuseUnknownConstants(setting);

    /// <inheritdoc/>
    public override IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new AdomPlus<T>(new AdomPlusConstants(
            GraphSpectrum.Of(setting.Graph), setting.Smoothness!.Value, setting.StrongConvexity!.Value, MultiConsensus));
    }
}

/// <summary>See <see cref="AdomPlusOptions"/>.</summary>
/// <remarks>
/// The gossip matrix is P = I - (I - Lap/lambda_max)^T: after T rounds u = v - (Lap/lambda_max) v, from v, P v is what v has lost.
/// </remarks>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="constants">The numbers of the method.</param>
internal sealed class AdomPlus<T>(AdomPlusConstants constants) : IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int X = 0;
    private const int Y = 1;
    private const int Z = 2;
    private const int M = 3;
    private const int Xf = 4;
    private const int Yf = 5;
    private const int Zf = 6;
    private const int S = 7;
    private const int Gossip = 8;

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } = new(["x", "y", "z", "m", "xf", "yf", "zf", "s", "gossip-m", "gossip-s"], X, 2);

    /// <inheritdoc/>
    public int Exchanges => constants.Rounds;

    /// <inheritdoc/>
    public int GradientsPerStep => 1;

    /// <inheritdoc/>
    public GossipWeights Weights => GossipWeights.Laplacian;

    /// <inheritdoc/>
    public bool CompressesMessages => false;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> start)
    {
        start.CopyTo(state[X]);
        start.CopyTo(state[Xf]);
    }

    /// <inheritdoc/>
    public void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message)
    {
        Span<T> first = message[..state.Dimension];
        Span<T> second = message[state.Dimension..];
        if (exchange == 0)
            Move(state, oracle, first, second);
        state[Gossip].CopyTo(first);
        state[Gossip + 1].CopyTo(second);
    }

    /// <inheritdoc/>
    public void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed)
    {
        T scale = T.CreateChecked(-1 / constants.LambdaMax);
        VectorKernels.Axpy(scale, mixed[..state.Dimension], state[Gossip]);
        VectorKernels.Axpy(scale, mixed[state.Dimension..], state[Gossip + 1]);
        if (exchange < constants.Rounds - 1)
            return;

        // z -= P m, m -= P m, zf -= zeta P s.
        TripleKernel<AddDifferenceOperation>.Run(state[Z], state[Gossip], state[M], state[Z]);
        state[Gossip].CopyTo(state[M]);
        var zeta = T.CreateChecked(AdomPlusConstants.Zeta);
        VectorKernels.Axpy(zeta, state[Gossip + 1], state[Zf]);
        VectorKernels.Axpy(-zeta, state[S], state[Zf]);
    }

    // Everything of a step that needs no neighbour; what is mixed stands in the gossip vectors afterwards.
    private void Move(NodeState<T> state, INodeOracle<T> oracle, Span<T> gradient, Span<T> scratch)
    {
        // xg, yg, zg take the places of xf, yf, zf.
        Blend(constants.Tau1, state[X], state[Xf]);
        Blend(constants.Sigma1, state[Y], state[Yf]);
        Blend(constants.Sigma1, state[Z], state[Zf]);
        VectorKernels.Add(state[Yf], state[Zf], state[S]);
        NodeGradient.Next(state, oracle, state[Xf], 0, gradient);

        // The new y and x of the two equations that couple them, then what yf and xf gain.
        Sum(constants.YOfY, state[Y], constants.YOfGradient, gradient, scratch);
        VectorKernels.Axpy(T.CreateChecked(constants.YOfXg), state[Xf], scratch);
        VectorKernels.Axpy(T.CreateChecked(constants.YOfX), state[X], scratch);
        VectorKernels.Axpy(T.CreateChecked(constants.YOfS), state[S], scratch);
        Sum(constants.XOfY, scratch, constants.XOfGradient, gradient, gradient);
        VectorKernels.Axpy(T.CreateChecked(constants.XOfX), state[X], gradient);
        VectorKernels.Axpy(T.CreateChecked(constants.XOfXg), state[Xf], gradient);
        Replace(constants.Tau2, gradient, state[X], state[Xf]);
        Replace(constants.Sigma2, scratch, state[Y], state[Yf]);

        Blend(constants.GammaDelta, state[Zf], state[Z]);
        VectorKernels.Axpy(T.CreateChecked(constants.MOfS), state[S], state[M]);
        state[M].CopyTo(state[Gossip]);
        state[S].CopyTo(state[Gossip + 1]);
    }

    // into = weight x + (1 - weight) into.
    private static void Blend(double weight, ReadOnlySpan<T> x, Span<T> into) => Sum(weight, x, 1 - weight, into, into);

    private static void Sum(double a, ReadOnlySpan<T> x, double b, ReadOnlySpan<T> y, Span<T> destination) =>
        VectorKernels.ScaledSum(T.CreateChecked(a), x, T.CreateChecked(b), y, destination);

    // follower += weight (next - current), current = next.
    private static void Replace(double weight, ReadOnlySpan<T> next, Span<T> current, Span<T> follower)
    {
        VectorKernels.Axpy(T.CreateChecked(weight), next, follower);
        VectorKernels.Axpy(T.CreateChecked(-weight), current, follower);
        next.CopyTo(current);
    }
}
