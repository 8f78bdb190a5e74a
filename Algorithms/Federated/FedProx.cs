using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="FedProx{T}"/>: <c>algorithm: { kind: fedprox }</c>.</summary>
public sealed record FedProxOptions : LocalTrainingOptions
{
    /// <summary>mu, the weight of the pull to x_t; at 0 it is FedAvg, bit for bit.</summary>
    [Range(0, 1e9)]
    public double Mu { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check() => CheckPull("mu", Mu);

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedProx<T>(this);
}

/// <summary>
/// FedProx (Li, Sahu, Zaheer, Sanjabi, Talwalkar, Smith, "Federated Optimization in Heterogeneous Networks", MLSys 2020):
/// FedAvg whose local steps are pulled back, y &lt;- y - eta_t (clip(g) + wd y + mu (y - x_t)).
/// </summary>
/// <remarks>
/// State: none at workers, x at the server. Traffic: P numbers down, P up. One gradient a step. Its limit is biased like
/// FedAvg's, only with other weights.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedProx<T>(FedProxOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = FederatedVectors.Schema(options);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => LocalTraining.Run(round, options, prox: options.Mu);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round) => LocalTraining.StepModel(round, options);
}
