using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>How <see cref="FedSpeed{T}"/> scales its ascent step.</summary>
public enum AscentMode
{
    /// <summary>e = rho g_1 / (||g_1|| + 1e-7), one norm over all parameters.</summary>
    Normalised,

    /// <summary>e = rho g_1.</summary>
    Raw,
}

/// <summary>What the server of <see cref="FedSpeed{T}"/> averages.</summary>
public enum DualMean
{
    /// <summary>The duals of all M workers, active or not, through hbar. Converges under partial participation.</summary>
    All,

    /// <summary>
    /// What the active workers upload, x_{i,K} - lambda g_hat_i. Does not converge under partial participation; offered for
    /// comparison.
    /// </summary>
    Active,
}

/// <summary>Parameters of <see cref="FedSpeed{T}"/>: <c>algorithm: { kind: fedspeed }</c>.</summary>
public sealed record FedSpeedOptions : LocalTrainingOptions
{
    /// <summary>The prox weight 1/lambda: pulls the local iterates towards x_t. 0.1 is lambda = 10.</summary>
    [Range(0, 1e9)]
    public double Prox { get; init; } = 0.1;

    /// <summary>rho, the length of the ascent step; 0 turns the perturbation off.</summary>
    [Range(0, 1e6)]
    public double Rho { get; init; } = 0.1;

    /// <summary>alpha, the share of the perturbed gradient; 0 turns the perturbation off.</summary>
    [Range(0, 1)]
    public double Alpha { get; init; } = 1;

    /// <summary>How the ascent step is scaled.</summary>
    public AscentMode Ascent { get; init; } = AscentMode.Normalised;

    /// <summary>Whether workers keep the prox correction g_hat_i. Off, with rho 0: FedProx; with prox 0 as well: FedAvg.</summary>
    public bool Correction { get; init; } = true;

    /// <summary>Which duals the server averages.</summary>
    public DualMean Server { get; init; } = DualMean.All;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Correction && Prox == 0)
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "prox",
                "prox is 0 while correction is on: the server would add up all past updates; make prox positive or set correction: false.");
        }

        if (!Correction && Server == DualMean.Active)
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "server",
                "server: active uploads the correction, which is off; set correction: true or server: all.");
        }

        foreach (OptionIssue issue in CheckPull("prox", Prox))
            yield return issue;
    }

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedSpeed<T>(this);
}

/// <summary>
/// FedSpeed (Sun, Shen, Huang, Ding, Tao, "FedSpeed: Larger Local Interval, Less Communication Round, and Higher
/// Generalization Accuracy", ICLR 2023, arXiv 2302.10429): prox term, prox correction and gradient perturbation.
/// </summary>
/// <remarks>
/// <para>
/// Worker i, from y = x_t, K times: g_1 = grad f_i(y; B); g_2 = grad f_i(y + e; B) on the same minibatch;
/// g = (1 - alpha) g_1 + alpha g_2; y &lt;- y - eta_t (clip(g) + wd y - g_hat_i + (y - x_t) / lambda). Then D_i = y - x_t,
/// g_hat_i &lt;- g_hat_i - D_i / lambda. Only the stochastic gradient is clipped, so that the prox stays centred at x_t.
/// </para>
/// <para>
/// Server, <see cref="DualMean.All"/>: hbar &lt;- hbar + (1/M) sum of D_i over the accepted workers;
/// x_{t+1} = x_t + eta_g (D + hbar), where hbar is the mean over all M workers of h_i = -lambda g_hat_i.
/// <see cref="DualMean.Active"/>: x_{t+1} = mean of x_{i,K} - lambda g_hat_i (new), applied as a step of eta_g from x_t.
/// </para>
/// <para>
/// State: P numbers at a worker, 2 P at the server. Traffic: P down, P up. Two gradients a step, one without perturbation.
/// </para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class FedSpeed<T> : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string CorrectionState = "correction";

    private readonly FedSpeedOptions options;
    private readonly bool perturbed;

    /// <summary>Makes the algorithm.</summary>
    /// <param name="options">The parameters, already checked.</param>
    public FedSpeed(FedSpeedOptions options)
    {
        this.options = options;
        perturbed = options is { Alpha: > 0, Rho: > 0 };
        bool dual = options is { Correction: true, Server: DualMean.All };
        Vectors = FederatedVectors.Schema(
            options,
            server: dual ? [DualAveraging.Mean] : [],
            worker: options.Correction ? [CorrectionState] : []);
    }

    /// <inheritdoc/>
    public VectorSchema Vectors { get; }

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round)
    {
        Span<T> correction = options.Correction ? round.State(CorrectionState) : [];
        var local = new LocalTraining<T>(round, options);
        while (local.Next())
            local.Step(StochasticGradient(ref local), correction, options.Prox);

        Span<T> delta = local.Finish();
        if (!options.Correction)
            return;

        VectorKernels.Axpy<T>(-T.CreateChecked(options.Prox), delta, correction);
        if (options.Server == DualMean.Active)
            VectorKernels.Axpy<T>(T.CreateChecked(-1 / options.Prox), correction, delta);
    }

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        if (options is { Correction: true, Server: DualMean.All })
            DualAveraging.ServerStep(round, options);
        else
            LocalTraining.StepModel(round, options);
    }

    /// <summary>g = (1 - alpha) grad f_i(y) + alpha grad f_i(y + e), both on the same minibatch.</summary>
    private ReadOnlySpan<T> StochasticGradient(ref LocalTraining<T> local)
    {
        Span<T> first = local.Gradient();
        if (!perturbed)
            return first;

        double length = options.Ascent == AscentMode.Normalised ? LocalTraining.AscentFactor<T>(first, options.Rho) : options.Rho;
        Span<T> second = local.GradientAhead(first, length);
        if (options.Alpha < 1)
        {
            VectorKernels.Scale(T.CreateChecked(options.Alpha), second);
            VectorKernels.Axpy<T>(T.CreateChecked(1 - options.Alpha), first, second);
        }

        return second;
    }
}
