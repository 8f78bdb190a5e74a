using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>
/// MASHA2, for contractive compressors, with error feedback on both sides: worker m has v = g (F_m(half) - F_m(w)) + e_m, sends C(v), keeps e_m = v - C(v);
/// the server has v = mean + e, sends C_s(v), keeps e = v - C_s(v); z &lt;- half - C_s(v). Without constraints. With identities it is
/// <see cref="Masha1{T}"/>.
/// </summary>
/// <remarks>
/// See <see cref="Masha{T}"/>; D numbers more at a worker and at the server. The errors stay over a refresh. The step size is inside what is
/// compressed.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Masha2<T> : Masha<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Error = "error";

    /// <summary>Makes the method.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="gamma">g.</param>
    /// <param name="tau">tau, from 0 and below 1.</param>
    /// <param name="coins">Coin k, 1 with probability 1 - tau, says whether iteration k moves the anchor.</param>
    public Masha2(Masha2Options options, double gamma, double tau, CommonCoins coins)
        : base(options, gamma, tau, coins, set: null) => Vectors = Schema([Error], [Error]);

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; }

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        base.WorkerStep(round);
        if (IsRefresh(round.Round))
            return;

        Span<T> update = round.Update(Update);
        Span<T> error = round.State(Error);
        VectorKernels.Axpy(T.CreateChecked(Gamma), update, error);
        error.CopyTo(update);
    }

    /// <inheritdoc/>
    public override void AfterSending(WorkerRound<T> round)
    {
        if (!IsRefresh(round.Round))
            VectorKernels.Subtract(round.State(Error), round.Update(Update), round.State(Error));
    }

    /// <inheritdoc/>
    public override void ServerPrepare(ServerRound<T> round)
    {
        if (IsRefresh(round.Round))
            return;

        Span<T> v = round.AggregateToChange(Update);
        VectorKernels.Add(v, round.Server(Error), v);
        v.CopyTo(round.Server(Error));
    }

    /// <inheritdoc/>
    protected override void Advance(ServerRound<T> round)
    {
        ReadOnlySpan<T> sent = round.Aggregate(Update);
        VectorKernels.Subtract(round.Server(Point), sent, round.Server(Z));
        VectorKernels.Subtract(round.Server(Error), sent, round.Server(Error));
    }
}
