using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// What SCAFFOLD and FedGamma share: a control variate c_i at every worker, their mean c at the server, and local steps against
/// g - c_i + c.
/// </summary>
/// <remarks>
/// The new c_i is c_i - c - D_i / (K_i eta_t), so its change follows from what the server knows, c, and from the mean of
/// D_i / (K_i eta_t). That mean is a <see cref="ScaledAggregate"/> of the updates: D_i travels once, with the one number
/// 1 / (K_i eta_t), and workers of different K_i are still treated exactly.
/// </remarks>
internal static class ControlVariates
{
    /// <summary>c at the server and in the broadcast; c_i in a worker's state.</summary>
    public const string Control = "c";

    /// <summary>The mean of D_i / (K_i eta_t).</summary>
    public const string Slope = "slope";

    /// <summary>The vectors: x and c go down, D_i up.</summary>
    public static VectorSchema Schema(LocalTrainingOptions options) => FederatedVectors.Schema(
        options,
        server: [Control],
        broadcast: [Control],
        worker: [Control],
        scaled: new ScaledAggregate(Slope, FederatedVectors.Delta));

    /// <summary>Trains against g - c_i + c, and sets c_i &lt;- c_i - c - D_i / (K_i eta_t).</summary>
    /// <param name="round">The worker's round.</param>
    /// <param name="options">How to train.</param>
    /// <param name="rho">The ascent step of the gradient g; 0 for none.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static void WorkerStep<T>(WorkerRound<T> round, LocalTrainingOptions options, double rho)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var local = new LocalTraining<T>(round, options);
        ReadOnlySpan<T> delta = Train(ref local, round, rho);
        double slope = 1 / (local.Steps * local.StepSize);
        Span<T> control = round.State(Control);
        VectorKernels.Subtract(control, round.Broadcast(Control), control);
        VectorKernels.Axpy(-T.CreateChecked(slope), delta, control);
        round.Scale(Slope, slope);
    }

    /// <summary>Trains against g - c_i + c; leaves c_i as it is.</summary>
    /// <returns>D_i, in the update.</returns>
    public static Span<T> Train<T>(ref LocalTraining<T> local, WorkerRound<T> round, double rho)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> correction = round.Scratch(LocalTraining.OwnScratch);
        VectorKernels.Subtract(round.State(Control), round.Broadcast(Control), correction);
        while (local.Next())
            local.Step(local.SharpnessAwareGradient(rho), correction);

        return local.Finish();
    }

    /// <summary>
    /// x &lt;- x + eta_g D; c &lt;- c + (1/M) sum over the s accepted workers of (-c - D_i / (K_i eta_t)) = (1 - s/M) c - (s/M) slope.
    /// </summary>
    /// <param name="round">The round at the server.</param>
    /// <param name="options">eta_g.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ServerStep<T>(ServerRound<T> round, LocalTrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LocalTraining.StepModel(round, options);
        double share = (double)round.AcceptedCount / round.WorkerCount;
        Span<T> control = round.Server(Control);
        VectorKernels.ScaledSum(T.CreateChecked(-share), round.Aggregate(Slope), T.CreateChecked(1 - share), control, control);
    }
}
