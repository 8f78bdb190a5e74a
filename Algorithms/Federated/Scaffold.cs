using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>How <see cref="Scaffold{T}"/> renews a worker's control variate c_i; the numbers are the paper's.</summary>
public enum ScaffoldOption
{
    /// <summary>The gradient of f_i at x_t over all local samples: one extra pass, and P numbers more go up.</summary>
    I,

    /// <summary>c_i - c - D_i / (K_i eta_t): the mean of the gradients of the local steps, at no cost.</summary>
    Ii,
}

/// <summary>Parameters of <see cref="Scaffold{T}"/>: <c>algorithm: { kind: scaffold }</c>.</summary>
public sealed record ScaffoldOptions : LocalTrainingOptions
{
    /// <summary>How c_i is renewed.</summary>
    public ScaffoldOption Option { get; init; } = ScaffoldOption.Ii;

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new Scaffold<T>(this);
}

/// <summary>
/// SCAFFOLD (Karimireddy, Kale, Mohri, Reddi, Stich, Suresh, "SCAFFOLD: Stochastic Controlled Averaging for Federated Learning",
/// ICML 2020): local steps y &lt;- y - eta_t (clip(g) + wd y - c_i + c) with control variates that take the client drift away.
/// </summary>
/// <remarks>
/// <para>
/// Server: x_{t+1} = x_t + eta_g D; c &lt;- c + (1/M) sum of (c_i new - c_i old) over the accepted workers, which keeps c the mean
/// of all c_i. Every worker of a round uses the c that it received.
/// </para>
/// <para>
/// State: P numbers at a worker, 2 P at the server. Traffic: 2 P down, and P up under option II (2 P as published: the server can
/// form the change of c_i from D_i and K_i eta_t, so only the number travels). One gradient a step.
/// </para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class Scaffold<T>(ScaffoldOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Change = "change";

    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = options.Option == ScaffoldOption.Ii
        ? ControlVariates.Schema(options)
        : FederatedVectors.Schema(
            options,
            server: [ControlVariates.Control],
            broadcast: [ControlVariates.Control],
            update: [Change],
            worker: [ControlVariates.Control]);

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round)
    {
        if (options.Option == ScaffoldOption.Ii)
            ControlVariates.WorkerStep(round, options, rho: 0);
        else
            StepWithGradient(round);
    }

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        if (options.Option == ScaffoldOption.Ii)
        {
            ControlVariates.ServerStep(round, options);
            return;
        }

        LocalTraining.StepModel(round, options);
        T share = T.CreateChecked((double)round.AcceptedCount / round.WorkerCount);
        VectorKernels.Axpy(share, round.Aggregate(Change), round.Server(ControlVariates.Control));
    }

    /// <summary>Option I: c_i &lt;- grad f_i(x_t), weight decay included; its change is sent.</summary>
    private void StepWithGradient(WorkerRound<T> round)
    {
        var local = new LocalTraining<T>(round, options);
        ControlVariates.Train(ref local, round, rho: 0);

        Span<T> renewed = round.Scratch(LocalTraining.OwnScratch);
        round.Gradient(local.Start, samples: [], renewed);
        VectorKernels.Axpy(T.CreateChecked(options.WeightDecay), local.Start, renewed);
        Span<T> control = round.State(ControlVariates.Control);
        VectorKernels.Subtract(renewed, control, round.Update(Change));
        renewed.CopyTo(control);
    }
}
