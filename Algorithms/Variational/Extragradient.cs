using System.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// Extragradient: half = P(z - g F(z)); z &lt;- P(z - g F(half)), P the projection onto C. An iteration is two rounds.
/// </summary>
/// <remarks>
/// Stable for g L &lt; 1. State: 2 D at the server, none at workers. Source: Korpelevich, "The extragradient method for finding saddle points and other
/// problems", Matecon 1976.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Extragradient<T> : PointMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ExtragradientOptions options;
    private readonly double gamma;

    /// <summary>Makes the method.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="gamma">g.</param>
    /// <param name="set">C; null for all of R^D.</param>
    public Extragradient(ExtragradientOptions options, double gamma, FeasibleSet? set)
        : base(options.BatchSize, set)
    {
        this.options = options;
        this.gamma = gamma;
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = Schema();

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => rounds / 2;

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> z = round.Server(Z);
        double step = options.At(gamma, 1 + (round.Round / 2));
        if (IsHalf(round))
        {
            Step(step, z, round.Aggregate(Operator), round.Server(Point));
            return Point;
        }

        Step(step, z, round.Aggregate(Operator), z);
        return Z;
    }

    /// <inheritdoc/>
    protected override void Finish(ServerRound<T> round)
    {
        if (!IsHalf(round))
            round.Server(Z).CopyTo(round.Server(Point));
    }

    private static bool IsHalf(ServerRound<T> round) => round.Round % 2 == 0;
}
