using System.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// MASHA1, for unbiased compressors: worker m sends Q(F_m(half) - F_m(w)), and z &lt;- half - g Q_s(mean). With identities and tau = 0 it is
/// <see cref="Extragradient{T}"/> (with a constraint: the forward-backward-forward method of Tseng); with identities alone a loopless variance-reduced one.
/// </summary>
/// <remarks>See <see cref="Masha{T}"/>. Converges to z* itself, linearly where F is strongly monotone.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Masha1<T> : Masha<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes the method.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="gamma">g.</param>
    /// <param name="tau">tau, from 0 and below 1; at 1 the anchor would never move.</param>
    /// <param name="coins">Coin k, 1 with probability 1 - tau, says whether iteration k moves the anchor.</param>
    /// <param name="set">C; null for all of R^D.</param>
    public Masha1(Masha1Options options, double gamma, double tau, CommonCoins coins, FeasibleSet? set = null)
        : base(options, gamma, tau, coins, set) => Vectors = Schema([], []);

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; }

    /// <inheritdoc/>
    protected override void Advance(ServerRound<T> round) => Step(Gamma, round.Server(Point), round.Aggregate(Update), round.Server(Z));
}
