using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// Parameters of <see cref="FedYogi{T}"/>: <c>algorithm: { kind: fedyogi }</c>. The server's rate is 0.01 here by default.
/// </summary>
public sealed record FedYogiOptions : LocalTrainingOptions
{
    /// <summary>Takes the defaults.</summary>
    public FedYogiOptions() => GlobalLearningRate = 0.01;

    /// <summary>beta1, the memory of m.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>beta2: v moves by at most (1 - beta2) D^2 in a round.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.99;

    /// <summary>tau, added to sqrt(v): how small an update still counts as large.</summary>
    [Range(0, 1e6)]
    public double Tau { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override bool LeavesTrainingToWorkers => true;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedYogi<T>(this);
}

/// <summary>
/// FedYogi (Reddi et al., "Adaptive Federated Optimization", ICLR 2021): FedAdam whose v changes by a sum, not by a mean:
/// v &lt;- v - (1 - beta2) D^2 sign(v - D^2).
/// </summary>
/// <remarks>
/// State: none at workers, 3 P numbers at the server; m and v start at 0. Traffic: P down, P up. One gradient a step.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedYogi<T>(FedYogiOptions options) : IRoundAlgorithm<T>
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
        FollowSquares(delta, squares);
        AdaptiveServer.Step(options.GlobalLearningRate, options.Tau, momentum, squares, round.Server(FederatedVectors.Model));
    }

    private void FollowSquares(ReadOnlySpan<T> delta, Span<T> squares)
    {
        T share = T.CreateChecked(1 - options.Beta2);
        for (int j = 0; j < squares.Length; j++)
        {
            T square = delta[j] * delta[j];
            T sign = squares[j] > square ? -share : squares[j] < square ? share : T.Zero;
            squares[j] = T.FusedMultiplyAdd(sign, square, squares[j]);
        }
    }
}
