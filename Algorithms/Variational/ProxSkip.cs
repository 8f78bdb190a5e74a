using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// ProxSkip-VIP in its federated form. Iteration t at worker i: xhat = x_i - g (G_i - h_i), G_i an estimate of F_i(x_i). Where the common coin is 0,
/// x_i = xhat. Where it is 1 the worker sends xhat - (g/p) h_i, the server takes the mean, projected onto C, and everybody takes it for x_i and
/// h_i &lt;- h_i + (p/g)(mean - xhat). A round is a communication with the iterations before it. Source: Zhang, Choudhury, Stich, Loizou,
/// "Communication-efficient gradient descent-ascent methods for distributed variational inequalities", ICLR 2024.
/// </summary>
/// <remarks>
/// sum_i h_i = 0 while everybody takes part, so nobody may be missing. With p = 1 and full operators it is gradient descent-ascent. State: D at the server;
/// xhat and h_i at a worker, and w_i with F_i(w_i) in the variance-reduced form, which are the worker's alone. Traffic of a round: D down, D up.
/// Minibatches come from stream (seed, Minibatches, worker, iteration).
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ProxSkip<T> : VariationalAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Model = "x";
    private const string Local = "local";
    private const string Hat = "hat";
    private const string Shift = "shift";
    private const string Anchor = "anchor";
    private const string AtAnchor = "operator.anchor";

    private readonly ProxSkipParameters parameters;
    private readonly SkipSchedule schedule;
    private readonly CommonCoins anchors;

    /// <summary>Makes the method.</summary>
    /// <param name="parameters">g, p and the estimator.</param>
    /// <param name="coins">Coin t, 1 with probability p, says whether iteration t communicates.</param>
    /// <param name="anchors">Coin t says whether iteration t moves the anchors.</param>
    /// <param name="set">C; null for all of R^D.</param>
    public ProxSkip(ProxSkipParameters parameters, CommonCoins coins, CommonCoins anchors, FeasibleSet? set = null)
        : base(set)
    {
        this.parameters = parameters;
        this.anchors = anchors;
        schedule = new SkipSchedule(coins);
        Vectors = new VectorSchema
        {
            Server = [Model],
            Broadcast = [Model],
            Update = [Local],
            Worker = IsReduced ? [Hat, Shift, Anchor, AtAnchor] : [Hat, Shift],
        };
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; }

    private bool IsReduced => parameters.Estimator == ProxSkipEstimator.VarianceReduced;

    /// <inheritdoc/>
    public override bool NeedsEverybody(int round) => true;

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => schedule.Start(rounds);

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Span<T> hat = round.State(Hat);
        Span<T> shift = round.State(Shift);
        Span<T> x = round.Scratch(0);
        Span<T> g = round.Scratch(1);
        T gamma = T.CreateChecked(parameters.Gamma);
        T ratio = T.CreateChecked(parameters.Probability / parameters.Gamma);
        round.Broadcast(Model).CopyTo(x);
        if (round.Round > 0)
        {
            VectorKernels.Axpy(ratio, x, shift);
            VectorKernels.Axpy(-ratio, hat, shift);
        }
        else if (IsReduced)
        {
            MoveAnchor(round, x);
        }

        int end = schedule.Start(round.Round + 1);
        for (int t = schedule.Start(round.Round); t < end; t++)
        {
            Estimate(round, t, x, g);
            if (IsReduced && anchors[t])
                MoveAnchor(round, x);
            VectorKernels.Subtract(g, shift, g);
            VectorKernels.Axpy(-gamma, g, x);
        }

        x.CopyTo(hat);
        VectorKernels.ScaledSum(T.One, hat, T.CreateChecked(-parameters.Gamma / parameters.Probability), shift, round.Update(Local));
    }

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        round.Aggregate(Local).CopyTo(round.Server(Model));
        return Model;
    }

    private static void MoveAnchor(WorkerRound<T> round, ReadOnlySpan<T> x)
    {
        x.CopyTo(round.State(Anchor));
        round.Gradient(x, [], round.State(AtAnchor));
    }

    private void Estimate(WorkerRound<T> round, int iteration, ReadOnlySpan<T> x, Span<T> g)
    {
        int[] samples = parameters.Estimator == ProxSkipEstimator.Full ? [] : Minibatch.Draw(round, parameters.BatchSize, iteration);
        round.Gradient(x, samples, g);
        if (samples.Length == 0 || !IsReduced)
            return;

        Span<T> there = round.Scratch(2);
        round.Gradient(round.State(Anchor), samples, there);
        VectorKernels.Subtract(g, there, g);
        VectorKernels.Add(g, round.State(AtAnchor), g);
    }
}
