using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="FedCm{T}"/>: <c>algorithm: { kind: fedcm }</c>.</summary>
public sealed record FedCmOptions : LocalTrainingOptions
{
    /// <summary>a, the share of the local gradient in a step; the rest is the momentum. At 1 it is FedAvg, bit for bit.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double A { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedCm<T>(this);
}

/// <summary>
/// FedCM (Xu, Wang, Wang, Yao, "FedCM: Federated Learning with Client-level Momentum", 2021, arXiv 2106.10874): local steps
/// y &lt;- y - eta_t (a (clip(g) + wd y) + (1 - a) v_t), where v_t is the mean direction of the previous round.
/// </summary>
/// <remarks>
/// <para>
/// Server: x_{t+1} = x_t + eta_g D; v_{t+1} = -mean of D_i / (K_i eta_t), v_0 = 0. So the first round moves only a times as far,
/// and v is in the units of a gradient whatever the decay of the step size. Each worker gives its own K_i.
/// </para>
/// <para>State: none at workers, 2 P numbers at the server. Traffic: 2 P down, P up. One gradient a step.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedCm<T>(FedCmOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = ClientMomentum.Schema(options);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => ClientMomentum.WorkerStep(round, options, options.A, rho: 0);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round) => ClientMomentum.ServerStep(round, options);
}
