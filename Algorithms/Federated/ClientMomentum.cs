using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// What FedCM and MoFedSAM share: the mean direction v of the last round, which the server broadcasts and every local step mixes
/// with its gradient.
/// </summary>
internal static class ClientMomentum
{
    /// <summary>v at the server and in the broadcast.</summary>
    public const string Momentum = "v";

    /// <summary>The mean of D_i / (K_i eta_t).</summary>
    private const string Slope = "slope";

    /// <summary>The vectors: x and v go down, D_i up, with the number 1 / (K_i eta_t).</summary>
    public static VectorSchema Schema(LocalTrainingOptions options) => FederatedVectors.Schema(
        options,
        server: [Momentum],
        broadcast: [Momentum],
        scaled: new ScaledAggregate(Slope, FederatedVectors.Delta));

    /// <summary>Trains with steps against a (clip(g) + wd y) + (1 - a) v.</summary>
    /// <param name="round">The worker's round.</param>
    /// <param name="options">How to train.</param>
    /// <param name="a">The share of the gradient.</param>
    /// <param name="rho">The ascent step of the gradient g; 0 for none.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static void WorkerStep<T>(WorkerRound<T> round, LocalTrainingOptions options, double a, double rho)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> correction = round.Scratch(LocalTraining.OwnScratch);
        round.Broadcast(Momentum).CopyTo(correction);
        VectorKernels.Scale(T.CreateChecked(a - 1), correction);
        var local = new LocalTraining<T>(round, options);
        while (local.Next())
            local.Step(local.SharpnessAwareGradient(rho), correction, share: a);

        local.Finish();
        round.Scale(Slope, 1 / (local.Steps * local.StepSize));
    }

    /// <summary>x &lt;- x + eta_g D; v &lt;- -slope, with this round's step size.</summary>
    /// <param name="round">The round at the server.</param>
    /// <param name="options">eta_g.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ServerStep<T>(ServerRound<T> round, LocalTrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LocalTraining.StepModel(round, options);
        Span<T> momentum = round.Server(Momentum);
        round.Aggregate(Slope).CopyTo(momentum);
        VectorKernels.Scale(-T.One, momentum);
    }
}
