using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// <see cref="Alpd{T}"/> for couplings that are not bilinear, min over x in X, max over y in Y of f(x) + y . h(x) - g(y): the step of x keeps the coupling as it is,
/// x_(t+1) = argmin over X of &lt;grad f(xmd), x&gt; + y_(t+1) . h(x) + (eta_t/2) |x - x_t|^2, by J steps of Nesterov's method for strongly convex functions from x_t,
/// u' = P_X(v - s (grad f(xmd) + grad_x y . h(v) + eta_t (v - x_t))), v' = u' + r (u' - u), s = 1/(L_xx + eta_t), r = (sqrt(k) - 1)/(sqrt(k) + 1), k = (L_xx + eta_t)/eta_t.
/// The step of y is that of alpd with h(x_t) + theta_t (h(x_t) - h(x_(t-1))) in place of v.
/// </summary>
/// <remarks>
/// <para>
/// With the step sizes of <see cref="AlpdVariant.Safe"/>, |A| being L_xy, and J so large that the inner problem is solved, the bound on the gap of
/// <see cref="AlpdVariant.Safe"/> holds: its proof uses of the coupling that it is linear in y, convex in x, and that h is Lipschitz. Of a bilinear coupling one inner step
/// is exact, and it is alpd. Source of the form: the inexact variant of accelerated linearised primal-dual methods; of the inner method: Nesterov, "Introductory lectures on
/// convex optimization", 2004, section 2.2.
/// </para>
/// <para>
/// An iteration is 2 + J rounds, for workers are asked for F alone: at (x_t, y_t), of which the y-part is m y_t + b - h(x_t); at (xmd, 0), of which the x-part is grad f(xmd);
/// and J times at (v, y_(t+1)) and (v, 0), whose x-parts differ by the gradient of the coupling. State: 6 D at the server. Traffic of a round: D down, D up; one
/// evaluation a worker in the first two rounds, two in the others.
/// </para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="schedule">The step sizes.</param>
/// <param name="structure">mu, L_xx and where y begins.</param>
/// <param name="innerSteps">J, 1 or more.</param>
/// <param name="set">X times Y; null for all of R^D.</param>
public sealed class InexactAlpd<T>(AlpdSchedule schedule, PrimalDualStructure structure, int innerSteps, FeasibleSet? set) : VariationalAlgorithm<T>(set)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Average = "average";
    private const string Z = "z";
    private const string Point = "point";

    // In its y-part b - h(x_(t-1)), in its x-part grad f(xmd).
    private const string Past = "past";

    // u, in its x-part.
    private const string Inner = "inner";
    private const string Operator = "operator";

    private readonly int firstLength = structure.FirstLength;

    private enum Phase
    {
        Dual,
        Slope,
        Inner,
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = new()
    {
        Server = [Average, Z, Point, Past, Inner],
        StartAsModel = [Z, Point],
        Broadcast = [Point],
        Update = [Operator],
    };

    private int RoundsOfOne => 2 + innerSteps;

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => rounds / RoundsOfOne;

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        ReadOnlySpan<T> point = round.Broadcast(Point);
        Span<T> update = round.Update(Operator);
        round.Gradient(point, [], update);
        if (PhaseOf(round.Round) != Phase.Inner)
            return;

        Span<T> alone = round.Scratch(0);
        Span<T> value = round.Scratch(1);
        point.CopyTo(alone);
        alone[firstLength..].Clear();
        round.Gradient(alone, [], value);
        VectorKernels.Subtract<T>(update[..firstLength], value[..firstLength], update[..firstLength]);
    }

    /// <inheritdoc/>
    protected override int StageCount(int round) => PhaseOf(round) == Phase.Slope ? 0 : 1;

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        int split = Split(round);
        int t = Iteration(round.Round);
        Span<T> point = round.Server(Point);
        if (PhaseOf(round.Round) == Phase.Dual)
        {
            AlpdSteps.Mix<T>(schedule.Share(t), round.Server(Average), round.Server(Z), point[..split]);
            AlpdSteps.Ascend<T>(
                schedule,
                t,
                structure.Convexity,
                structure.Curvatures.IsEmpty ? [] : structure.Curvatures.Span[Math.Max(0, round.Start + split - firstLength)..],
                round.Aggregate(Operator)[split..],
                round.Server(Z)[split..],
                round.Server(Past)[split..],
                point[split..]);
            return Point;
        }

        double eta = schedule.Eta(t);
        double s = 1 / (structure.CouplingCurvature + eta);
        Span<T> v = point[..split];
        VectorKernels.ScaledSum(T.CreateChecked(1 - (s * eta)), v, T.CreateChecked(s * eta), round.Server(Z)[..split], v);
        VectorKernels.Axpy(T.CreateChecked(-s), round.Aggregate(Operator)[..split], v);
        VectorKernels.Axpy(T.CreateChecked(-s), round.Server(Past)[..split], v);
        return Point;
    }

    /// <inheritdoc/>
    protected override void Finish(ServerRound<T> round)
    {
        int split = Split(round);
        Span<T> z = round.Server(Z);
        Span<T> point = round.Server(Point);
        Span<T> inner = round.Server(Inner);
        switch (PhaseOf(round.Round))
        {
            case Phase.Dual:
                point[split..].CopyTo(z[split..]);
                point[split..].Clear();
                break;
            case Phase.Slope:
                round.Aggregate(Operator)[..split].CopyTo(round.Server(Past));
                z.CopyTo(point);
                z[..split].CopyTo(inner);
                break;
            case Phase.Inner when round.Round % RoundsOfOne == RoundsOfOne - 1:
                point[..split].CopyTo(z);
                AlpdSteps.Mix<T>(schedule.Share(Iteration(round.Round)), round.Server(Average), z, round.Server(Average));
                z.CopyTo(point);
                break;
            default:
                Extrapolate(round, point[..split], inner[..split]);
                break;
        }
    }

    // v = u' + r (u' - u), and u' is the next u; y_(t+1) stays as it is, whatever the projection rounded.
    private void Extrapolate(ServerRound<T> round, Span<T> point, Span<T> inner)
    {
        double eta = schedule.Eta(Iteration(round.Round));
        double root = Math.Sqrt((structure.CouplingCurvature + eta) / eta);
        T r = T.CreateChecked((root - 1) / (root + 1));
        for (int i = 0; i < point.Length; i++)
        {
            T moved = point[i];
            point[i] = moved + (r * (moved - inner[i]));
            inner[i] = moved;
        }

        Span<T> y = round.Server(Point)[point.Length..];
        round.Server(Z)[point.Length..].CopyTo(y);
    }

    private int Split(ServerRound<T> round) => Math.Clamp(firstLength - round.Start, 0, round.Server(Z).Length);

    private int Iteration(int round) => 1 + (round / RoundsOfOne);

    private Phase PhaseOf(int round) => (Phase)Math.Min(round % RoundsOfOne, (int)Phase.Inner);
}
