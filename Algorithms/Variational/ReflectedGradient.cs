using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>Reflected gradient: half = 2 z - z_old; z &lt;- P(z - g F(half)). z_old is z_0 at first.</summary>
/// <remarks>
/// The operator is evaluated outside C, where it must be defined. State: 3 D at the server, none at workers. Source: Malitsky, "Projected
/// reflected gradient methods for monotone variational inequalities", SIAM J. Optim. 2015.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ReflectedGradient<T> : PointMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Old = "old";

    private readonly ReflectedGradientOptions options;
    private readonly double gamma;

    /// <summary>Makes the method.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="gamma">g.</param>
    /// <param name="set">C; null for all of R^D.</param>
    public ReflectedGradient(ReflectedGradientOptions options, double gamma, FeasibleSet? set)
        : base(options.BatchSize, set)
    {
        this.options = options;
        this.gamma = gamma;
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = Schema(Old);

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> z = round.Server(Z);
        z.CopyTo(round.Server(Old));
        Step(options.At(gamma, round.Round + 1), z, round.Aggregate(Operator), z);
        return Z;
    }

    /// <inheritdoc/>
    protected override void Finish(ServerRound<T> round) =>
        VectorKernels.ScaledSum(T.CreateChecked(2), round.Server(Z), T.NegativeOne, round.Server(Old), round.Server(Point));
}
