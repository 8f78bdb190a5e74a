using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// Parameters of <see cref="FedAvgM{T}"/>: <c>algorithm: { kind: fedavgm }</c>. The server's rate is 0.1 here by default, which
/// with beta 0.9 moves as far as FedAvg in the long run.
/// </summary>
public sealed record FedAvgMOptions : LocalTrainingOptions
{
    /// <summary>Takes the defaults.</summary>
    public FedAvgMOptions() => GlobalLearningRate = 0.1;

    /// <summary>beta, the momentum; at 0, with globalLearningRate 1, it is FedAvg, bit for bit.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta { get; init; } = 0.9;

    /// <inheritdoc/>
    public override bool LeavesTrainingToWorkers => true;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedAvgM<T>(this);
}

/// <summary>
/// FedAvgM (Hsu, Qi, Brown, "Measuring the Effects of Non-Identical Data Distribution for Federated Visual Classification", 2019,
/// arXiv 1909.06335): workers run FedAvg; the server keeps momentum, m &lt;- beta m + D, x_{t+1} = x_t + eta_g m.
/// </summary>
/// <remarks>
/// State: none at workers, 2 P numbers at the server. Traffic: P down, P up. One gradient a step. Its limit is FedAvg's: no server
/// optimiser takes client drift away.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedAvgM<T>(FedAvgMOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Momentum = "m";

    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = FederatedVectors.Schema(options, server: [Momentum]);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round) => LocalTraining.Run(round, options);

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        Span<T> momentum = round.Server(Momentum);
        VectorKernels.ScaledSum(T.CreateChecked(options.Beta), momentum, T.One, round.Aggregate(FederatedVectors.Delta), momentum);
        VectorKernels.Axpy(T.CreateChecked(options.GlobalLearningRate), momentum, round.Server(FederatedVectors.Model));
    }
}
