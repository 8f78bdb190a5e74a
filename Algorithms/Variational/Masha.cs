using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// What both methods MASHA share: the anchor w with F(w), the point half = P(tau z + (1 - tau) w - g F(w)), and the rounds that refresh the anchor. Source:
/// Beznosikov, Richtarik, Diskin, Ryabinin, Gasnikov, "Distributed methods with compressed communication for solving variational inequalities, with
/// theoretical guarantees", NeurIPS 2022.
/// </summary>
/// <remarks>
/// A refresh is a round of its own, in which every worker sends F_m(w) as it is; round 0 is the first. State: z, half, w and F(w) at the server, F_m(w) at a
/// worker, and w where differences are of minibatches.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class Masha<T> : VariationalAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>z.</summary>
    protected const string Z = "z";

    /// <summary>half, or the new anchor, that workers are asked about.</summary>
    protected const string Point = "point";

    /// <summary>w.</summary>
    protected const string Anchor = "anchor";

    /// <summary>F(w) at the server, F_m(w) at a worker.</summary>
    protected const string AtAnchor = "operator.anchor";

    /// <summary>What workers send.</summary>
    protected const string Update = "difference";

    private readonly MashaOptions options;
    private readonly MashaSchedule schedule;
    private readonly double tau;

    private protected Masha(MashaOptions options, double gamma, double tau, CommonCoins coins, FeasibleSet? set)
        : base(set)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tau, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(tau);
        this.options = options;
        this.tau = tau;
        Gamma = gamma;
        schedule = new MashaSchedule(coins);
    }

    /// <summary>g.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override bool NeedsEverybody(int round) => IsRefresh(round);

    /// <inheritdoc/>
    public override bool IsCompressible(int round) => !IsRefresh(round);

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => schedule.IterationsBefore(rounds);

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Span<T> kept = round.State(AtAnchor);
        Span<T> update = round.Update(Update);
        ReadOnlySpan<T> point = round.Broadcast(Point);
        if (IsRefresh(round.Round))
        {
            round.Gradient(point, [], kept);
            kept.CopyTo(update);
            if (options.BatchSize > 0)
                point.CopyTo(round.State(Anchor));
            return;
        }

        int[] samples = Minibatch.Draw(round, options.BatchSize);
        round.Gradient(point, samples, update);
        if (samples.Length == 0)
        {
            VectorKernels.Subtract(update, kept, update);
            return;
        }

        Span<T> there = round.Scratch(0);
        round.Gradient(round.State(Anchor), samples, there);
        VectorKernels.Subtract(update, there, update);
    }

    /// <inheritdoc/>
    protected override int StageCount(int round) => schedule[round] == MashaRound.DifferenceAndRefresh ? 0 : 1;

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> point = round.Server(Point);
        if (IsRefresh(round.Round))
            round.Aggregate(Update).CopyTo(round.Server(AtAnchor));
        else
            Advance(round);

        VectorKernels.ScaledSum(T.CreateChecked(tau), round.Server(Z), T.CreateChecked(1 - tau), round.Server(Anchor), point);
        VectorKernels.Axpy(T.CreateChecked(-Gamma), round.Server(AtAnchor), point);
        return Point;
    }

    /// <inheritdoc/>
    protected override void Finish(ServerRound<T> round)
    {
        if (schedule[round.Round] != MashaRound.DifferenceAndRefresh)
            return;

        if (options.Anchor == MashaAnchor.Previous)
            round.Server(Z).CopyTo(round.Server(Anchor));
        Advance(round);
        if (options.Anchor == MashaAnchor.Next)
            round.Server(Z).CopyTo(round.Server(Anchor));
        round.Server(Anchor).CopyTo(round.Server(Point));
    }

    /// <summary>z of the next iteration, from half and the aggregate.</summary>
    /// <param name="round">The round at the server, for one slice.</param>
    protected abstract void Advance(ServerRound<T> round);

    /// <summary>Whether a round is for the anchor.</summary>
    /// <param name="round">t.</param>
    protected bool IsRefresh(int round) => schedule[round] == MashaRound.Refresh;

    private protected VectorSchema Schema(IEnumerable<string> server, IEnumerable<string> worker) => new()
    {
        Server = [Z, Point, Anchor, AtAnchor, .. server],
        StartAsModel = [Point, Anchor],
        Broadcast = [Point],
        Update = [Update],
        Worker = options.BatchSize > 0 ? [AtAnchor, Anchor, .. worker] : [AtAnchor, .. worker],
    };
}
