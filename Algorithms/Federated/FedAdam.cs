using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// Parameters of <see cref="FedAdam{T}"/>: <c>algorithm: { kind: fedadam }</c>. The server's rate is 0.1 here by default.
/// </summary>
public sealed record FedAdamOptions : LocalTrainingOptions
{
    /// <summary>Takes the defaults.</summary>
    public FedAdamOptions() => GlobalLearningRate = 0.1;

    /// <summary>beta1, the memory of m.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>beta2, the memory of v.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.99;

    /// <summary>tau, added to sqrt(v): how small an update still counts as large.</summary>
    [Range(0, 1e6)]
    public double Tau { get; init; } = 0.01;

    /// <summary>
    /// Whether the rate of round t is multiplied by sqrt(1 - beta2^(t+1)) / (1 - beta1^(t+1)), as in Adam; the paper of FedAdam
    /// does not.
    /// </summary>
    public bool BiasCorrection { get; init; }

    /// <inheritdoc/>
    public override bool LeavesTrainingToWorkers => true;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedAdam<T>(this);

    /// <summary>The server's rate of a round.</summary>
    /// <param name="round">t, from 0.</param>
    public double ServerRate(int round)
    {
        if (!BiasCorrection)
            return GlobalLearningRate;

        // By multiplication, not by a power function, so that every machine gets the same bits.
        double power1 = 1;
        double power2 = 1;
        for (int t = 0; t <= round; t++)
        {
            power1 *= Beta1;
            power2 *= Beta2;
        }

        return GlobalLearningRate * Math.Sqrt(1 - power2) / (1 - power1);
    }
}

/// <summary>
/// FedAdam (Reddi et al., "Adaptive Federated Optimization", ICLR 2021): workers run FedAvg; the server takes
/// m &lt;- beta1 m + (1 - beta1) D, v &lt;- beta2 v + (1 - beta2) D^2, x_{t+1} = x_t + eta_g m / (sqrt(v) + tau), coordinate by
/// coordinate.
/// </summary>
/// <remarks>
/// State: none at workers, 3 P numbers at the server; m and v start at 0. Traffic: P down, P up. One gradient a step. With
/// beta1 = beta2 = tau = 0 every coordinate moves by eta_g in the direction of D.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedAdam<T>(FedAdamOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public VectorSchema Vectors { get; } =
        FederatedVectors.Schema(options, server: [AdaptiveServer.Momentum, AdaptiveServer.Squares]);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => LocalTraining.Run(round, options);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        ReadOnlySpan<T> delta = round.Aggregate(FederatedVectors.Delta);
        Span<T> momentum = round.Server(AdaptiveServer.Momentum);
        Span<T> squares = round.Server(AdaptiveServer.Squares);
        AdaptiveServer.AverageUpdates(options.Beta1, delta, momentum);
        AdaptiveServer.AddSquares(options.Beta2, 1 - options.Beta2, delta, squares);
        AdaptiveServer.Step(
            options.ServerRate(round.Round), options.Tau, momentum, squares, round.Server(FederatedVectors.Model));
    }
}
