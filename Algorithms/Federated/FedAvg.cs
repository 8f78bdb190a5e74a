using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>Parameters of <see cref="FedAvg{T}"/>: <c>algorithm: { kind: fedavg }</c>.</summary>
public sealed record FedAvgOptions : LocalTrainingOptions
{
    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new FedAvg<T>(this);
}

/// <summary>
/// Federated averaging (McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data",
/// AISTATS 2017). Worker i takes K steps y &lt;- y - eta_t (clip(g) + wd y) from y = x_t and sends D_i = y - x_t; the server
/// takes x_{t+1} = x_t + eta_g D, D the aggregate of the D_i.
/// </summary>
/// <remarks>
/// State: none at workers, x at the server. Traffic: P numbers down, P up. One gradient a step. On heterogeneous data its
/// limit is biased unless K = 1; it is the baseline that the others correct.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class FedAvg<T>(FedAvgOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Model = "x";
    private const string Delta = "delta";

    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = new() { Server = [Model], Broadcast = [Model], Update = [Delta] };

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round)
    {
        ReadOnlySpan<T> x = round.Broadcast(Model);
        Span<T> y = round.Scratch(0);
        Span<T> g = round.Scratch(1);
        T eta = T.CreateChecked(options.StepSize(round.Round));
        T decay = T.CreateChecked(options.WeightDecay);
        var batches = new MinibatchSchedule(options, round.Oracle.SampleCount, round.Seed, round.Worker, round.Round);
        x.CopyTo(y);
        while (batches.Next(out ReadOnlySpan<int> samples))
        {
            round.Gradient(y, samples, g);
            T clip = GradientClipping.Scale<T>(g, options.ClipNorm);
            LocalStepKernel.Apply(new LocalStep<T>(eta, clip, decay, T.Zero), y, g);
        }

        VectorKernels.Subtract<T>(y, x, round.Update(Delta));
    }

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round) =>
        VectorKernels.Axpy(T.CreateChecked(options.GlobalLearningRate), round.Aggregate(Delta), round.Server(Model));
}
