using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="FedSmoo{T}"/>: <c>algorithm: { kind: fedsmoo }</c>.</summary>
public sealed record FedSmooOptions : LocalTrainingOptions
{
    /// <summary>rho, the length of the ascent step and of the server's s; at 0 it is FedDyn, bit for bit.</summary>
    [Range(0, 1e6)]
    public double Rho { get; init; } = 0.1;

    /// <summary>lamb, the weight of the dynamic regulariser: FedDyn's alpha.</summary>
    [Range(0, 1e9, MinimumIsExclusive = true)]
    public double Lamb { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check() => CheckPull("lamb", Lamb);

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedSmoo<T>(this);
}

/// <summary>
/// FedSMOO (Sun, Shen, Chen, Ding, Tao, "Dynamic Regularized Sharpness Aware Minimization in Federated Learning: Approaching
/// Global Consistency and Smooth Landscape", ICML 2023): FedDyn whose ascent steps are also brought to agree, through the dual
/// mu_i of a worker and the server's s.
/// </summary>
/// <remarks>
/// <para>
/// Worker, each step: q = g(y) - (mu_i + s); e = rho q / (||q|| + 1e-7); mu_i &lt;- mu_i + e - s;
/// y &lt;- y - eta_t (clip(g(y + e)) + wd y + lamb (y - x_t + h_i)); after the steps h_i &lt;- h_i + D_i. mu_i lives on from round
/// to round.
/// </para>
/// <para>
/// Server: x and hbar as FedDyn; m = mean of mu_i over the accepted workers; s = rho m / (||m|| + 1e-7), one norm over all
/// parameters. It follows FL-Simulator, which leaves a small term of the published s out.
/// </para>
/// <para>State: 2 P numbers at a worker, 3 P at the server. Traffic: 2 P down, 2 P up. Two gradients a step, one at rho 0.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedSmoo<T>(FedSmooOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Sum = "h";
    private const string Perturbation = "s";
    private const string PerturbationDual = "mu";

    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = FederatedVectors.Schema(
        options,
        server: [DualAveraging.Mean, Perturbation],
        broadcast: [Perturbation],
        update: [PerturbationDual],
        worker: [Sum, PerturbationDual]);

    /// <inheritdoc/>
    public int ReductionCount => 1;

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round)
    {
        Span<T> sum = round.State(Sum);
        Span<T> dual = round.State(PerturbationDual);
        Span<T> correction = DualAveraging.Correction(round, sum, options.Lamb);
        var local = new LocalTraining<T>(round, options);
        while (local.Next())
            local.Step(PerturbedGradient(ref local, dual, round.Broadcast(Perturbation)), correction, options.Lamb);

        VectorKernels.Add(sum, local.Finish(), sum);
        dual.CopyTo(round.Update(PerturbationDual));
    }

    /// <inheritdoc/>
    public void ServerReduce(ServerRound<T> round, Span<double> partial) =>
        partial[0] = VectorKernels.SumOfSquares(round.Aggregate(PerturbationDual));

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        DualAveraging.ServerStep(round, options);
        Span<T> s = round.Server(Perturbation);
        round.Aggregate(PerturbationDual).CopyTo(s);
        VectorKernels.Scale(T.CreateChecked(options.Rho / (Math.Sqrt(round.Reductions[0]) + LocalTraining.NormGuard)), s);
    }

    /// <summary>The gradient at y + e; advances mu_i.</summary>
    private Span<T> PerturbedGradient(ref LocalTraining<T> local, Span<T> dual, ReadOnlySpan<T> s)
    {
        Span<T> q = local.Gradient();
        if (options.Rho == 0)
            return q;

        VectorKernels.Subtract(q, dual, q);
        VectorKernels.Subtract(q, s, q);
        double length = LocalTraining.AscentFactor<T>(q, options.Rho);
        VectorKernels.Axpy(T.CreateChecked(length), q, dual);
        VectorKernels.Subtract(dual, s, dual);
        return local.GradientAhead(q, length);
    }
}
