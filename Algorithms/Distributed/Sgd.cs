using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Distributed;

/// <summary>Parameters of <see cref="Sgd{T}"/>: <c>algorithm: { kind: sgd }</c>.</summary>
public sealed record SgdOptions : RoundAlgorithmOptions
{
    /// <summary>eta_0, the step size of round 0.</summary>
    [Range(0, 1e6, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The factor of the step size from round to round: eta_t = eta_0 decay^t.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double LearningRateDecay { get; init; } = 1;

    /// <summary>B, the samples of a worker's minibatch; 0 takes all of them.</summary>
    [Range(0, 1_000_000)]
    public int BatchSize { get; init; } = 32;

    /// <summary>wd: the server adds wd x_t to the aggregated gradient.</summary>
    [Range(0, 1e6)]
    public double WeightDecay { get; init; }

    /// <summary>A worker's gradient is rescaled to at most this Euclidean norm; 0 turns clipping off.</summary>
    [Range(0, 1e12)]
    public double ClipNorm { get; init; }

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>() => new Sgd<T>(this);

    /// <inheritdoc/>
    public override int LargestMinibatch() => BatchSize > 0 ? BatchSize : base.LargestMinibatch();

    /// <summary>eta_t = eta_0 decay^t, by repeated multiplication so that every machine gets the same bits.</summary>
    /// <param name="round">t.</param>
    public double StepSize(int round)
    {
        double step = LearningRate;
        for (int t = 0; t < round && LearningRateDecay < 1; t++)
            step *= LearningRateDecay;
        return step;
    }
}

/// <summary>
/// Distributed stochastic gradient descent, the data-parallel form that aggregation rules protect: worker i sends the gradient g_i of one
/// minibatch at x_t, and the server takes x_{t+1} = x_t - eta_t (F(g_1 .. g_n) + wd x_t).
/// </summary>
/// <remarks>
/// State: none at workers, x at the server. Traffic: P numbers down, P up, one gradient a round. The minibatch is drawn without replacement from
/// stream (seed, <see cref="RandomPurpose.Minibatches"/>, worker, round).
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
public sealed class Sgd<T>(SgdOptions options) : IRoundAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Model = "x";
    private const string Gradient = "gradient";

    /// <inheritdoc/>
    public VectorSchema Vectors { get; } = new() { Server = [Model], Broadcast = [Model], Update = [Gradient] };

    /// <inheritdoc/>
    public void WorkerStep(WorkerRound<T> round)
    {
        Span<T> gradient = round.Update(Gradient);
        round.Gradient(round.Broadcast(Model), Minibatch.Draw(round, options.BatchSize), gradient);
        T clip = GradientClipping.Scale<T>(gradient, options.ClipNorm);
        if (clip != T.One)
            VectorKernels.Scale(clip, gradient);
    }

    /// <inheritdoc/>
    public void ServerStep(ServerRound<T> round)
    {
        double eta = options.StepSize(round.Round);
        Span<T> model = round.Server(Model);
        if (options.WeightDecay > 0)
            VectorKernels.Scale(T.CreateChecked(1 - (eta * options.WeightDecay)), model);
        VectorKernels.Axpy(T.CreateChecked(-eta), round.Aggregate(Gradient), model);
    }
}
