using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="FedDyn{T}"/>: <c>algorithm: { kind: feddyn }</c>.</summary>
public sealed record FedDynOptions : LocalTrainingOptions
{
    /// <summary>alpha, the weight of the dynamic regulariser. 0.1 in FL-Simulator, 0.01 in the authors' code.</summary>
    [Range(0, 1e9, MinimumIsExclusive = true)]
    public double Alpha { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check() => CheckPull("alpha", Alpha);

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedDyn<T>(this);
}

/// <summary>
/// FedDyn (Acar, Zhao, Matas Navarro, Mattina, Whatmough, Saligrama, "Federated Learning Based on Dynamic Regularization", ICLR
/// 2021): local steps y &lt;- y - eta_t (clip(g) + wd y + alpha (y - x_t + h_i)), where h_i is the sum of the worker's own updates.
/// </summary>
/// <remarks>
/// <para>
/// Worker: h_i &lt;- h_i + D_i. Server: hbar &lt;- hbar + (1/M) sum of D_i over the accepted workers, the mean of h_i over all M
/// workers; x_{t+1} = x_t + eta_g (D + hbar). It is FedSpeed with alpha = 1/lambda and rho 0.
/// </para>
/// <para>
/// State: P numbers at a worker, 2 P at the server. Traffic: P down, P up. One gradient a step. All workers count the same; the
/// authors' code divides alpha by M n_i / n where they hold different numbers of samples.
/// </para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedDyn<T>(FedDynOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Sum = "h";

    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = FederatedVectors.Schema(options, server: [DualAveraging.Mean], worker: [Sum]);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round)
    {
        Span<T> sum = round.State(Sum);
        Span<T> correction = DualAveraging.Correction(round, sum, options.Alpha);
        var local = new LocalTraining<T>(round, options);
        while (local.Next())
            local.Step(local.Gradient(), correction, options.Alpha);

        VectorKernels.Add(sum, local.Finish(), sum);
    }

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round) => DualAveraging.ServerStep(round, options);
}
