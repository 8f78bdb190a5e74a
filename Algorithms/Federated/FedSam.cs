using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="FedSam{T}"/>: <c>algorithm: { kind: fedsam }</c>.</summary>
public sealed record FedSamOptions : LocalTrainingOptions
{
    /// <summary>rho, the length of the ascent step; at 0 it is FedAvg, bit for bit.</summary>
    [Range(0, 1e6)]
    public double Rho { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedSam<T>(this);
}

/// <summary>
/// FedSAM (Qu, Li, Duan, Liu, Tang, Lu, "Generalized Federated Learning via Sharpness Aware Minimization", ICML 2022): FedAvg
/// with the sharpness-aware gradient, g at y + rho g(y) / (||g(y)|| + 1e-7) on the same minibatch, in place of g.
/// </summary>
/// <remarks>
/// State: none at workers, x at the server. Traffic: P numbers down, P up. Two gradients a step, one at rho 0.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedSam<T>(FedSamOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = FederatedVectors.Schema(options);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => LocalTraining.Run(round, options, options.Rho);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round) => LocalTraining.StepModel(round, options);
}
