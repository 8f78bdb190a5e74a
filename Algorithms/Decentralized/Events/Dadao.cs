using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// DADAO: accelerated decentralized optimisation without rounds, for smooth and strongly convex functions. Gradients and swaps each have their own
/// clocks and scale with sqrt(L/mu). All constants follow from mu, L and the rates of the edges.
/// </summary>
public sealed record DadaoOptions : EventAlgorithmOptions
{
    /// <summary>mu, the strong convexity of every f_i; the problem's own where it is not given. Smaller is safe and slower.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? StrongConvexity { get; init; }

    /// <summary>L, the smoothness of every f_i; the problem's own where it is not given. Larger is safe and slower.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Smoothness { get; init; }

    /// <inheritdoc/>
    public override bool SuitsModels => false;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(DecentralizedSetting setting)
    {
        if (base.Refuse(setting) is { } issue)
            return issue;

        double? mu = StrongConvexity ?? setting.StrongConvexity;
        double? l = Smoothness ?? setting.Smoothness;
        if (mu is null || l is null)
            return new OptionIssue(ErrorCatalog.ImpossibleCombination, "", "dadao needs a problem with a known strong convexity and smoothness; choose a problem, or a2cid2 for a model.");
        if (!(mu > 0))
            return new OptionIssue(ErrorCatalog.ProblemIllPosed, "strongConvexity", "dadao needs strongly convex functions, mu > 0, at every node; add an l2 term to the problem.");
        if (!(l > mu))
        {
            return new OptionIssue(ErrorCatalog.ProblemIllPosed, "smoothness", string.Create(CultureInfo.InvariantCulture,
                $"dadao needs a smoothness L above the strong convexity mu; L is {l} and mu is {mu}. Give a larger algorithm.smoothness."));
        }

        return null;
    }

    /// <inheritdoc/>
    public override IEventAlgorithm<T> Create<T>(DecentralizedSetting setting) =>
        new Dadao<T>(DadaoConstants.Of(Smoothness ?? setting.Smoothness!.Value, StrongConvexity ?? setting.StrongConvexity!.Value, setting.Rates.Chi1));
}

/// <summary>
/// The state of a node is x, y, z and their companions x~, y~, z~. Between events they follow <see cref="DadaoFlow"/>. A gradient event takes
/// G = grad f_i(x) - nu x - y~ and steps x -= gamma G, x~ -= gamma~ G, y~ += delta G. A swap sends y + z and steps z -= beta M, z~ -= beta~ M with
/// M = own - theirs, so that sum_i z_i = 0 holds for ever.
/// </summary>
/// <remarks>
/// x itself is never sent. At rest x_i = x*, y_i = grad f_i(x*) - nu x*, z_i = -grad f_i(x*).
/// Source: Nabli and Oyallon, "DADAO: Decoupled Accelerated Decentralized Asynchronous Optimization", 2023, and the code that its authors published.
/// </remarks>
/// <typeparam name="T">The element type; double, unless the accuracy asked for is low: z~ takes large values.</typeparam>
public sealed unsafe class Dadao<T> : IEventAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int X = 0;
    private const int XTilde = 1;
    private const int Y = 2;
    private const int YTilde = 3;
    private const int Z = 4;
    private const int ZTilde = 5;

    private readonly DadaoFlow flow;

    /// <summary>Makes the algorithm.</summary>
    /// <param name="constants">Its constants.</param>
    public Dadao(DadaoConstants constants)
    {
        Constants = constants;
        flow = new DadaoFlow(constants);
    }

    /// <summary>The constants.</summary>
    public DadaoConstants Constants { get; }

    /// <inheritdoc/>
    public NodeVectors Vectors { get; } = new(["x", "xTilde", "y", "yTilde", "z", "zTilde"], Estimate: X, PerMessage: 1);

    /// <inheritdoc/>
    public double GradientRate => 1;

    /// <inheritdoc/>
    public int GradientsPerSwap => 0;

    /// <inheritdoc/>
    public void Start(NodeState<T> state, ReadOnlySpan<T> start)
    {
        start.CopyTo(state[X]);
        start.CopyTo(state[XTilde]);
    }

    /// <inheritdoc/>
    public void Advance(NodeState<T> state, double time) => Advance(state, time, null);

    /// <inheritdoc/>
    public void Advance(NodeState<T> state, double time, NodeState<T>? coming)
    {
        double duration = time - state.Time;
        state.Time = time;
        if (duration <= 0)
            return;

        DadaoKernel.Advance(DadaoVectors<T>.Of(state), state.Dimension, flow.Over(duration), DadaoVectors<T>.Of(coming));
    }

    /// <inheritdoc/>
    public ReadOnlySpan<T> GradientPoint(NodeState<T> state) => state[X];

    /// <inheritdoc/>
    public void ApplyGradient(NodeState<T> state, Span<T> gradient)
    {
        SpanChecks.SameLength(state.Dimension, gradient.Length, nameof(gradient));
        fixed (T* g = gradient)
            DadaoKernel.Gradient(DadaoVectors<T>.Of(state), state.Dimension, g, Constants);
    }

    /// <inheritdoc/>
    public void Compose(NodeState<T> state, INodeOracle<T> oracle, Span<T> message) => VectorKernels.Add<T>(state[Y], state[Z], message);

    /// <inheritdoc/>
    public void Apply(NodeState<T> state, int edge, ReadOnlySpan<T> own, ReadOnlySpan<T> theirs)
    {
        SpanChecks.SameLength(state.Dimension, own.Length, nameof(own));
        SpanChecks.SameLength(state.Dimension, theirs.Length, nameof(theirs));
        fixed (T* ours = own, others = theirs)
            DadaoKernel.Swap(DadaoVectors<T>.Of(state), state.Dimension, ours, others, Constants);
    }

    /// <inheritdoc/>
    public bool Conserves => true;

    /// <summary>c_i = alpha~ z + alpha z~, which the flow leaves as it is.</summary>
    public void Conserved(NodeState<T> state, Span<T> destination) => VectorKernels.ScaledSum(
        T.CreateChecked(Constants.AlphaTilde), state[Z], T.CreateChecked(Constants.Alpha), state[ZTilde], destination);

    /// <inheritdoc/>
    public bool TrySwap(NodeState<T> i, NodeState<T> j, double time, NodeState<T>? comingI, NodeState<T>? comingJ)
    {
        double durationI = time - i.Time;
        double durationJ = time - j.Time;
        if (durationI <= 0 || durationJ <= 0)
            return false;

        i.Time = time;
        j.Time = time;
        DadaoKernel.Swap(
            DadaoVectors<T>.Of(i), DadaoVectors<T>.Of(j), i.Dimension, flow.Over(durationI), flow.Over(durationJ), Constants,
            DadaoVectors<T>.Of(comingI), DadaoVectors<T>.Of(comingJ));
        return true;
    }
}
