using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// The server's step of the methods of multipliers (FedDyn, FedSpeed, FedSMOO): it follows hbar, the mean over all M workers,
/// active or not, of h_i, the sum of a worker's own updates.
/// </summary>
internal static class DualAveraging
{
    /// <summary>hbar at the server.</summary>
    public const string Mean = "hbar";

    /// <summary>-weight h_i: what a local step subtracts to add weight h_i.</summary>
    /// <param name="round">The worker's round.</param>
    /// <param name="sum">h_i.</param>
    /// <param name="weight">The weight of the regulariser.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static Span<T> Correction<T>(WorkerRound<T> round, ReadOnlySpan<T> sum, double weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> correction = round.Scratch(LocalTraining.OwnScratch);
        sum.CopyTo(correction);
        VectorKernels.Scale(T.CreateChecked(-weight), correction);
        return correction;
    }

    /// <summary>
    /// hbar &lt;- hbar + (1/M) sum of D_i over the s accepted workers (= (s/M) D); x &lt;- x + eta_g (D + hbar), with the new hbar.
    /// </summary>
    /// <param name="round">The round at the server.</param>
    /// <param name="options">eta_g.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ServerStep<T>(ServerRound<T> round, LocalTrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LocalTraining.StepModel(round, options);
        Span<T> hbar = round.Server(Mean);
        T share = T.CreateChecked((double)round.AcceptedCount / round.WorkerCount);
        VectorKernels.Axpy(share, round.Aggregate(FederatedVectors.Delta), hbar);
        VectorKernels.Axpy(T.CreateChecked(options.GlobalLearningRate), hbar, round.Server(FederatedVectors.Model));
    }
}
