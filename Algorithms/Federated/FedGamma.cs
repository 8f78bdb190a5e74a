using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="FedGamma{T}"/>: <c>algorithm: { kind: fedgamma }</c>.</summary>
public sealed record FedGammaOptions : LocalTrainingOptions
{
    /// <summary>rho, the length of the ascent step; at 0 it is SCAFFOLD, bit for bit.</summary>
    [Range(0, 1e6)]
    public double Rho { get; init; } = 0.01;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedGamma<T>(this);
}

/// <summary>
/// FedGAMMA (Dai, Yang, Sun, Jiang, Tian, Tao, "FedGAMMA: Federated Learning With Global Sharpness-Aware Minimization", IEEE
/// TNNLS 2023): SCAFFOLD (option II) with the sharpness-aware gradient in place of g.
/// </summary>
/// <remarks>
/// State: P numbers at a worker, 2 P at the server. Traffic: 2 P down, P up. Two gradients a step, one at rho 0. The perturbation
/// moves the limit: on quadratics it is that of FedSpeed with the same rho.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedGamma<T>(FedGammaOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = ControlVariates.Schema(options);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => ControlVariates.WorkerStep(round, options, options.Rho);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round) => ControlVariates.ServerStep(round, options);
}
