using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="MoFedSam{T}"/>: <c>algorithm: { kind: mofedsam }</c>.</summary>
public sealed record MoFedSamOptions : LocalTrainingOptions
{
    /// <summary>rho, the length of the ascent step; at 0 it is FedCM, bit for bit.</summary>
    [Range(0, 1e6)]
    public double Rho { get; init; } = 0.1;

    /// <summary>a, the share of the local gradient in a step; the rest is the momentum. At 1 it is FedSAM, bit for bit.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double A { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new MoFedSam<T>(this);
}

/// <summary>
/// MoFedSAM (Qu, Li, Duan, Liu, Tang, Lu, "Generalized Federated Learning via Sharpness Aware Minimization", ICML 2022): FedCM
/// with the sharpness-aware gradient in place of g.
/// </summary>
/// <remarks>
/// State: none at workers, 2 P numbers at the server. Traffic: 2 P down, P up. Two gradients a step, one at rho 0.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class MoFedSam<T>(MoFedSamOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = ClientMomentum.Schema(options);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => ClientMomentum.WorkerStep(round, options, options.A, options.Rho);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round) => ClientMomentum.ServerStep(round, options);
}
