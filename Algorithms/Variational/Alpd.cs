using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// The accelerated linearised primal-dual method for min over x in X, max over y in Y of f(x) + &lt;A x, y&gt; - g(y), g(y) = (mu/2) |y|^2 + &lt;b, y&gt; or with
/// weights m_j of mu or more on the squares. Iteration t: v = A x_t + theta_t A (x_t - x_(t-1)); y_(t+1) = argmin over Y of g(y) - &lt;v, y&gt; + (tau_t/2) |y - y_t|^2; xmd = (1 - 1/beta_t) xbar_t + x_t/beta_t;
/// x_(t+1) = P_X(x_t - (grad f(xmd) + A^T y_(t+1))/eta_t); xbar and ybar are averages with weights w_t. The model is (xbar, ybar). The gap falls as 1/K^2. Source: the
/// combination of Nesterov's acceleration with the method of Chambolle and Pock as in Chen, Lan, Ouyang, "Optimal primal-dual methods for a class of saddle point
/// problems", SIAM J. Optim. 2014, with steps for a strongly convex g as in Chambolle, Pock, "On the ergodic convergence rates of a first-order primal-dual
/// algorithm", Math. Programming 2016. Of a game with f = 0 it is the latter.
/// </summary>
/// <remarks>
/// An iteration is two rounds, for workers know A in parts and are asked for F alone: at (x_t, y_t), of which the y-part is mu y_t + b - A x_t, and at (xmd, y_(t+1)),
/// of which the x-part is grad f(xmd) + A^T y_(t+1). So neither A nor b need be known to the server. State: 4 D at the server, none at workers. Traffic of a round: D down,
/// D up, one evaluation a worker.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Alpd<T> : PointMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Average = "average";

    // In its y-part b - A x_(t-1).
    private const string Past = "past";

    private readonly AlpdSchedule schedule;
    private readonly int firstLength;
    private readonly double mu;
    private readonly ReadOnlyMemory<double> curvatures;

    /// <summary>Makes the method.</summary>
    /// <param name="schedule">The step sizes.</param>
    /// <param name="firstLength">The length of x; y has the rest of z.</param>
    /// <param name="mu">mu, the convexity of g.</param>
    /// <param name="set">X times Y; null for all of R^D.</param>
    /// <param name="curvatures">m_j of g(y) = sum_j (m_j/2) y_j^2 + &lt;b, y&gt;, a number for each of y; empty where all are mu.</param>
    public Alpd(AlpdSchedule schedule, int firstLength, double mu, FeasibleSet? set, ReadOnlyMemory<double> curvatures = default)
        : base(batchSize: 0, set)
    {
        this.schedule = schedule;
        this.firstLength = firstLength;
        this.mu = mu;
        this.curvatures = curvatures;
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = new()
    {
        Server = [Average, Z, Point, Past],
        StartAsModel = [Z, Point],
        Broadcast = [Point],
        Update = [Operator],
    };

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => rounds / 2;

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        int split = Math.Clamp(firstLength - round.Start, 0, round.Server(Z).Length);
        if (IsDual(round))
        {
            Middle(round, round.Server(Point)[..split]);
            Ascend(round, split);
            return Point;
        }

        Span<T> z = round.Server(Z);
        VectorKernels.Axpy(T.CreateChecked(-1 / schedule.Eta(Iteration(round))), round.Aggregate(Operator)[..split], z[..split]);
        round.Server(Point)[split..].CopyTo(z[split..]);
        return Z;
    }

    /// <inheritdoc/>
    protected override void Finish(ServerRound<T> round)
    {
        if (IsDual(round))
            return;

        Middle(round, round.Server(Average));
        round.Server(Z).CopyTo(round.Server(Point));
    }

    private static bool IsDual(ServerRound<T> round) => round.Round % 2 == 0;

    private static int Iteration(ServerRound<T> round) => 1 + (round.Round / 2);

    // (1 - 1/beta) average + z/beta, of the first coordinates of the slice: xmd, or the next average.
    private void Middle(ServerRound<T> round, Span<T> destination)
    {
        double share = schedule.IsAccelerated || !IsDual(round) ? schedule.Share(Iteration(round)) : 1;
        AlpdSteps.Mix<T>(share, round.Server(Average), round.Server(Z), destination);
    }

    private void Ascend(ServerRound<T> round, int split) => AlpdSteps.Ascend<T>(
        schedule,
        Iteration(round),
        mu,
        curvatures.IsEmpty ? [] : curvatures.Span[Math.Max(0, round.Start + split - firstLength)..],
        round.Aggregate(Operator)[split..],
        round.Server(Z)[split..],
        round.Server(Past)[split..],
        round.Server(Point)[split..]);
}
