using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// Parameters of <see cref="FedAdagrad{T}"/>: <c>algorithm: { kind: fedadagrad }</c>. The server's rate is 0.1 here by default.
/// </summary>
public sealed record FedAdagradOptions : LocalTrainingOptions
{
    /// <summary>Takes the defaults.</summary>
    public FedAdagradOptions() => GlobalLearningRate = 0.1;

    /// <summary>tau, added to sqrt(v): how small an update still counts as large.</summary>
    [Range(0, 1e6)]
    public double Tau { get; init; } = 0.01;

    /// <inheritdoc/>
    public override bool LeavesTrainingToWorkers => true;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedAdagrad<T>(this);
}

/// <summary>
/// FedAdagrad (Reddi et al., "Adaptive Federated Optimization", ICLR 2021): workers run FedAvg; the server takes
/// v &lt;- v + D^2, x_{t+1} = x_t + eta_g D / (sqrt(v) + tau), coordinate by coordinate.
/// </summary>
/// <remarks>
/// State: none at workers, 2 P numbers at the server; v starts at 0. Traffic: P down, P up. One gradient a step.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedAdagrad<T>(FedAdagradOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = FederatedVectors.Schema(options, server: [AdaptiveServer.Squares]);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => LocalTraining.Run(round, options);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        ReadOnlySpan<T> delta = round.Aggregate(FederatedVectors.Delta);
        Span<T> squares = round.Server(AdaptiveServer.Squares);
        AdaptiveServer.AddSquares(keep: 1, share: 1, delta, squares);
        AdaptiveServer.Step(options.GlobalLearningRate, options.Tau, delta, squares, round.Server(FederatedVectors.Model));
    }
}
