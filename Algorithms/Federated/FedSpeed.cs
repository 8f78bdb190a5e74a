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

        if (Prox > 0 && LearningRate * Prox >= 2)
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "prox",
                $"learningRate * prox is {LearningRate * Prox:g3}: local steps diverge from 2 on; lower one of the two.");
        }
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
    private const string Model = "x";
    private const string DualSum = "hbar";
    private const string Delta = "delta";
    private const string CorrectionState = "correction";

    /// <summary>Guards the normalised ascent step against a zero gradient; the value of the public code.</summary>
    private const double NormGuard = 1e-7;

    private readonly FedSpeedOptions options;
    private readonly bool perturbed;

    /// <summary>Makes the algorithm.</summary>
    /// <param name="options">The parameters, already checked.</param>
    public FedSpeed(FedSpeedOptions options)
    {
        this.options = options;
        perturbed = options is { Alpha: > 0, Rho: > 0 };
        bool dual = options is { Correction: true, Server: DualMean.All };
        Vectors = new VectorSchema
        {
            Server = dual ? [Model, DualSum] : [Model],
            Broadcast = [Model],
            Update = [Delta],
            Worker = options.Correction ? [CorrectionState] : [],
        };
    }

    /// <inheritdoc/>
    public VectorSchema Vectors { get; }

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round)
    {
        ReadOnlySpan<T> x = round.Broadcast(Model);
        Span<T> correction = options.Correction ? round.State(CorrectionState) : [];
        Span<T> y = round.Scratch(0);
        T eta = T.CreateChecked(options.StepSize(round.Round));
        T decay = T.CreateChecked(options.WeightDecay);
        T prox = T.CreateChecked(options.Prox);
        var batches = new MinibatchSchedule(options, round.Oracle.SampleCount, round.Seed, round.Worker, round.Round);
        x.CopyTo(y);
        while (batches.Next(out ReadOnlySpan<int> samples))
        {
            ReadOnlySpan<T> g = StochasticGradient(round, y, samples);
            T clip = GradientClipping.Scale(g, options.ClipNorm);
            LocalStepKernel.Apply(new LocalStep<T>(eta, clip, decay, prox), y, g, correction, x);
        }

        Span<T> delta = round.Update(Delta);
        VectorKernels.Subtract<T>(y, x, delta);
        if (!options.Correction)
            return;

        VectorKernels.Axpy<T>(-T.CreateChecked(options.Prox), delta, correction);
        if (options.Server == DualMean.Active)
            VectorKernels.Axpy<T>(T.CreateChecked(-1 / options.Prox), correction, delta);
    }

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        ReadOnlySpan<T> delta = round.Aggregate(Delta);
        Span<T> x = round.Server(Model);
        T eta = T.CreateChecked(options.GlobalLearningRate);
        VectorKernels.Axpy(eta, delta, x);
        if (options is not { Correction: true, Server: DualMean.All })
            return;

        Span<T> hbar = round.Server(DualSum);
        VectorKernels.Axpy(T.CreateChecked((double)round.AcceptedCount / round.WorkerCount), delta, hbar);
        VectorKernels.Axpy<T>(eta, hbar, x);
    }

    /// <summary>g = (1 - alpha) grad f_i(y) + alpha grad f_i(y + e), both on the same minibatch.</summary>
    private ReadOnlySpan<T> StochasticGradient(WorkerRound<T> round, ReadOnlySpan<T> y, ReadOnlySpan<int> samples)
    {
        Span<T> first = round.Scratch(1);
        round.Gradient(y, samples, first);
        if (!perturbed)
            return first;

        double scale = options.Rho;
        if (options.Ascent == AscentMode.Normalised)
            scale /= VectorKernels.Norm2<T>(first) + NormGuard;

        Span<T> point = round.Scratch(2);
        y.CopyTo(point);
        VectorKernels.Axpy<T>(T.CreateChecked(scale), first, point);
        Span<T> second = round.Scratch(3);
        round.Gradient(point, samples, second);
        if (options.Alpha < 1)
        {
            VectorKernels.Scale(T.CreateChecked(options.Alpha), second);
            VectorKernels.Axpy<T>(T.CreateChecked(1 - options.Alpha), first, second);
        }

        return second;
    }
}
