using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// Optimistic gradient: half = P(z - g V_old); z &lt;- half + g V_old - g V with V = F(half). V_old is F(z_0) at first, for which round 0 is.
/// </summary>
/// <remarks>
/// Without constraints it is <see cref="PastExtragradient{T}"/>; with them it projects once an iteration, and z may leave C where half does not. State:
/// 3 D at the server, none at workers. Sources: Daskalakis, Ilyas, Syrgkanis, Zeng, ICLR 2018; Hsieh, Iutzeler, Malick, Mertikopoulos, "On the
/// convergence of single-call stochastic extra-gradient methods", NeurIPS 2019.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class OptimisticGradient<T> : PointMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Past = "past";

    private readonly OptimisticGradientOptions options;
    private readonly double gamma;

    /// <summary>Makes the method.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="gamma">g.</param>
    /// <param name="set">C; null for all of R^D.</param>
    public OptimisticGradient(OptimisticGradientOptions options, double gamma, FeasibleSet? set)
        : base(options.BatchSize, set)
    {
        this.options = options;
        this.gamma = gamma;
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = Schema(Past);

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => Math.Max(0, rounds - 1);

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> z = round.Server(Z);
        Span<T> past = round.Server(Past);
        Span<T> point = round.Server(Point);
        ReadOnlySpan<T> value = round.Aggregate(Operator);
        if (round.Round > 0)
        {
            double step = options.At(gamma, round.Round);
            Step(-step, point, past, z);
            VectorKernels.Axpy(T.CreateChecked(-step), value, z);
        }

        value.CopyTo(past);
        Step(options.At(gamma, round.Round + 1), z, past, point);
        return Point;
    }
}
