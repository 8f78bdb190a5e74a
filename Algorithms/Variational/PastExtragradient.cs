using System.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// Extragradient that extrapolates with the operator of the step before: half = P(z - g V_old); z &lt;- P(z - g V) with V = F(half), the one evaluation
/// of an iteration. V_old is F(z_0) at first, for which round 0 is.
/// </summary>
/// <remarks>
/// Stable for g L &lt; 1/sqrt(3) where F is a rotation. State: 3 D at the server, none at workers. Source: Popov, "A modification of the
/// Arrow-Hurwicz method for search of saddle points", Mathematical Notes 1980.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class PastExtragradient<T> : PointMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Past = "past";

    private readonly PastExtragradientOptions options;
    private readonly double gamma;

    /// <summary>Makes the method.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="gamma">g.</param>
    /// <param name="set">C; null for all of R^D.</param>
    public PastExtragradient(PastExtragradientOptions options, double gamma, FeasibleSet? set)
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
    protected override int StageCount(int round) => round == 0 ? 1 : 2;

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> z = round.Server(Z);
        Span<T> past = round.Server(Past);
        bool isLast = stage == StageCount(round.Round) - 1;
        if (!isLast)
        {
            Step(options.At(gamma, round.Round), z, round.Aggregate(Operator), z);
            return Z;
        }

        round.Aggregate(Operator).CopyTo(past);
        Step(options.At(gamma, round.Round + 1), z, past, round.Server(Point));
        return Point;
    }
}
