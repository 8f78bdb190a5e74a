using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// The local training of one worker's round, which all federated algorithms share: y = x_t, K steps against a direction that
/// the algorithm builds from stochastic gradients, and the update D_i = y - x_t.
/// </summary>
/// <remarks>
/// <para>
/// It uses scratch vectors 0 to 4 of the round; an algorithm's own start at <see cref="LocalTraining.OwnScratch"/>.
/// </para>
/// <para>
/// Under relaxed initialisation (<see cref="LocalTrainingOptions.RelaxedInitialization"/>, beta) the start is
/// x_t + beta (x_t - w_i), w_i the worker's last local model, and everything that is said of x_t at the worker is meant of that
/// start: the anchor of prox terms, and D_i. A worker that never trained starts at x_t.
/// </para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public ref struct LocalTraining<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int PointScratch = 0;
    private const int GradientScratch = 1;
    private const int AscentScratch = 2;
    private const int SecondGradientScratch = 3;
    private const int StartScratch = 4;

    private readonly WorkerRound<T> round;
    private readonly LocalTrainingOptions options;
    private readonly T eta;
    private readonly T decay;
    private MinibatchSchedule batches;
    private ReadOnlySpan<int> samples;

    /// <summary>Starts local training.</summary>
    /// <param name="round">The worker's round.</param>
    /// <param name="options">How to train.</param>
    public LocalTraining(WorkerRound<T> round, LocalTrainingOptions options)
    {
        this.round = round;
        this.options = options;
        StepSize = options.StepSize(round.Round);
        eta = T.CreateChecked(StepSize);
        decay = T.CreateChecked(options.WeightDecay);
        batches = new MinibatchSchedule(options, round.Oracle.SampleCount, round.Seed, round.Worker, round.Round);
        Start = ChooseStart(round, options.RelaxedInitialization);
        Point = round.Scratch(PointScratch);
        Start.CopyTo(Point);
    }

    /// <summary>x_t, or the shifted start under relaxed initialisation.</summary>
    public ReadOnlySpan<T> Start { get; }

    /// <summary>y, the local model.</summary>
    public Span<T> Point { get; }

    /// <summary>eta_t.</summary>
    public double StepSize { get; }

    /// <summary>K_i, the number of local steps of this worker in this round.</summary>
    public readonly int Steps => batches.Steps;

    /// <summary>Moves to the next minibatch; false when the K_i steps are done.</summary>
    public bool Next() => batches.Next(out samples);

    /// <summary>g, the stochastic gradient at y.</summary>
    public readonly Span<T> Gradient()
    {
        Span<T> gradient = round.Scratch(GradientScratch);
        round.Gradient(Point, samples, gradient);
        return gradient;
    }

    /// <summary>The stochastic gradient at y + length direction, on the same minibatch.</summary>
    /// <param name="direction">The direction; may be what <see cref="Gradient"/> returned.</param>
    /// <param name="length">Its factor.</param>
    public readonly Span<T> GradientAhead(ReadOnlySpan<T> direction, double length)
    {
        Span<T> ahead = round.Scratch(AscentScratch);
        Point.CopyTo(ahead);
        VectorKernels.Axpy(T.CreateChecked(length), direction, ahead);
        Span<T> gradient = round.Scratch(SecondGradientScratch);
        round.Gradient(ahead, samples, gradient);
        return gradient;
    }

    /// <summary>
    /// The sharpness-aware gradient: that at y + rho g / (||g|| + 1e-7), g the gradient at y on the same minibatch, one norm over
    /// all parameters (Foret et al., ICLR 2021).
    /// </summary>
    /// <param name="rho">The length of the ascent step; at 0 the result is g and nothing else is computed.</param>
    public readonly Span<T> SharpnessAwareGradient(double rho)
    {
        Span<T> gradient = Gradient();
        return rho == 0 ? gradient : GradientAhead(gradient, LocalTraining.AscentFactor<T>(gradient, rho));
    }

    /// <summary>
    /// One step: y &lt;- y - eta_t (a (clip(g) + wd y) - h + mu (y - x_t)). Only the stochastic gradient is clipped, so that prox
    /// and corrections keep their meaning.
    /// </summary>
    /// <param name="gradient">g.</param>
    /// <param name="correction">h, or empty for none.</param>
    /// <param name="prox">mu.</param>
    /// <param name="share">a.</param>
    public readonly void Step(ReadOnlySpan<T> gradient, ReadOnlySpan<T> correction = default, double prox = 0, double share = 1)
    {
        T a = T.CreateChecked(share);
        T clip = GradientClipping.Scale(gradient, options.ClipNorm);
        LocalStepKernel.Apply(new LocalStep<T>(eta, a * clip, a * decay, T.CreateChecked(prox)), Point, gradient, correction, Start);
    }

    /// <summary>Leaves the local steps to the worker, which arrives at y its own way.</summary>
    public readonly void TrainBy(ILocalTrainer<T> trainer)
    {
        round.CancellationToken.ThrowIfCancellationRequested();
        var plan = new LocalTrainingPlan(
            round.Round,
            round.Worker,
            round.Seed,
            StepSize,
            options.LocalSteps > 0 ? null : options.LocalEpochs,
            options.LocalSteps > 0 ? options.LocalSteps : null,
            options.BatchSize,
            options.WeightDecay,
            options.ClipNorm > 0 ? options.ClipNorm : null);
        (double loss, long gradients) = trainer.Train(plan, Start, Point);
        round.Trained(loss, gradients);
    }

    /// <summary>Writes D_i = y - x_t into the update, and remembers y where the next start needs it.</summary>
    /// <returns>D_i, in the update.</returns>
    public readonly Span<T> Finish()
    {
        Span<T> delta = round.Update(FederatedVectors.Delta);
        VectorKernels.Subtract(Point, Start, delta);
        if (options.RelaxedInitialization > 0)
            Point.CopyTo(round.State(FederatedVectors.LastModel));

        return delta;
    }

    private static ReadOnlySpan<T> ChooseStart(WorkerRound<T> round, double beta)
    {
        ReadOnlySpan<T> model = round.Broadcast(FederatedVectors.Model);
        if (beta == 0)
            return model;

        ReadOnlySpan<T> last = round.State(FederatedVectors.LastModel);
        if (last.IndexOfAnyExcept(T.Zero) < 0)
            return model;

        Span<T> start = round.Scratch(StartScratch);
        VectorKernels.Subtract(model, last, start);
        VectorKernels.ScaledSum(T.CreateChecked(beta), start, T.One, model, start);
        return start;
    }
}

/// <summary>What <see cref="LocalTraining{T}"/> offers without a round.</summary>
public static class LocalTraining
{
    /// <summary>The first scratch vector of a round that local training leaves to the algorithm.</summary>
    public const int OwnScratch = 5;

    /// <summary>Guards a normalised ascent step against a zero gradient; the value of the public FL-Simulator.</summary>
    public const double NormGuard = 1e-7;

    /// <summary>rho / (||direction|| + 1e-7): the factor that gives an ascent step the length rho.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="rho">The length.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static double AscentFactor<T>(ReadOnlySpan<T> direction, double rho)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        rho / (VectorKernels.Norm2(direction) + NormGuard);

    /// <summary>Trains without any correction and sends D_i: local SGD, with a prox term or sharpness-aware if asked for.</summary>
    /// <param name="round">The worker's round.</param>
    /// <param name="options">How to train.</param>
    /// <param name="rho">The ascent step of <see cref="LocalTraining{T}.SharpnessAwareGradient"/>; 0 for none.</param>
    /// <param name="prox">The weight of the pull to x_t; 0 for none.</param>
    /// <typeparam name="T">The element type.</typeparam>
    internal static void Run<T>(WorkerRound<T> round, LocalTrainingOptions options, double rho = 0, double prox = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var local = new LocalTraining<T>(round, options);
        if (options.LeavesTrainingToWorkers && round.Oracle is ILocalTrainer<T> trainer)
        {
            local.TrainBy(trainer);
        }
        else
        {
            while (local.Next())
                local.Step(local.SharpnessAwareGradient(rho), prox: prox);
        }

        local.Finish();
    }

    /// <summary>The server's step of plain averaging: x &lt;- x + eta_g D.</summary>
    /// <param name="round">The round at the server.</param>
    /// <param name="options">eta_g.</param>
    /// <typeparam name="T">The element type.</typeparam>
    internal static void StepModel<T>(ServerRound<T> round, LocalTrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        VectorKernels.Axpy(
            T.CreateChecked(options.GlobalLearningRate),
            round.Aggregate(FederatedVectors.Delta),
            round.Server(FederatedVectors.Model));
}
