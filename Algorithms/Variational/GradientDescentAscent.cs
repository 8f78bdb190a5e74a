using System.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// Gradient descent-ascent: z &lt;- P(z - g F(z)). With unbiased compressors it is QSGDA, which ends in a ball of noise; of bilinear games it diverges.
/// </summary>
/// <remarks>State: 2 D at the server, none at workers.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class GradientDescentAscent<T> : PointMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GradientDescentAscentOptions options;
    private readonly double gamma;

    /// <summary>Makes the method.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="gamma">g.</param>
    /// <param name="set">C; null for all of R^D.</param>
    public GradientDescentAscent(GradientDescentAscentOptions options, double gamma, FeasibleSet? set)
        : base(options.BatchSize, set)
    {
        this.options = options;
        this.gamma = gamma;
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = Schema();

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> z = round.Server(Z);
        Step(options.At(gamma, round.Round + 1), z, round.Aggregate(Operator), z);
        return Z;
    }

    /// <inheritdoc/>
    protected override void Finish(ServerRound<T> round) => round.Server(Z).CopyTo(round.Server(Point));
}
