using System.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="FedAvg{T}"/>: <c>algorithm: { kind: fedavg }</c>.</summary>
public sealed record FedAvgOptions : LocalTrainingOptions
{
    /// <inheritdoc/>
    public override bool LeavesTrainingToWorkers => true;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedAvg<T>(this);
}

/// <summary>
/// Federated averaging (McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data",
/// AISTATS 2017). Worker i takes K steps y &lt;- y - eta_t (clip(g) + wd y) from y = x_t and sends D_i = y - x_t; the server
/// takes x_{t+1} = x_t + eta_g D, D the aggregate of the D_i.
/// </summary>
/// <remarks>
/// State: none at workers, x at the server. Traffic: P numbers down, P up. One gradient a step. On heterogeneous data its
/// limit is biased unless K = 1; it is the baseline that the others correct.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedAvg<T>(FedAvgOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = FederatedVectors.Schema(options);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => LocalTraining.Run(round, options);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round) => LocalTraining.StepModel(round, options);
}
