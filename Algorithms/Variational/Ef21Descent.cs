using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>Parameters of <see cref="Ef21Descent{T}"/>: <c>kind: ef21</c>.</summary>
public sealed record Ef21Options : VariationalOptions
{
    /// <summary>gamma; null for c/(L + Lt sqrt(beta/theta)) with theta = 1 - sqrt(1 - alpha), beta = (1 - alpha)/theta.</summary>
    [Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? StepSize { get; init; }

    /// <summary>c, where no step size is given; much larger ones than 1 work in practice.</summary>
    [Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Scale { get; init; } = 1;

    /// <summary>B, the data of a worker that an evaluation is a mean over; 0 takes all.</summary>
    [Range(0, 1_000_000)]
    public int BatchSize { get; init; }

    /// <inheritdoc/>
    public override CompressionNeed Needs => CompressionNeed.HasMemory;

    /// <inheritdoc/>
    public override int LargestMinibatch() => BatchSize > 0 ? BatchSize : base.LargestMinibatch();

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting)
    {
        double theta = 1 - Math.Sqrt(1 - setting.Up.Alpha);
        double beta = (1 - setting.Up.Alpha) / theta;
        double gamma = StepOf(
            StepSize,
            setting,
            constants => Scale / (constants.Lipschitz + (constants.MeanLipschitz * Math.Sqrt(beta / theta))),
            "the Lipschitz constants of the operators and the contraction of the compressor");
        return new Ef21Descent<T>(this, gamma, setting.Set);
    }
}

/// <summary>
/// Descent along estimates that senders and server share: c_i = C(F_i(z) - g_i), g_i &lt;- g_i + c_i, g &lt;- g + mean c_i, z &lt;- z - gamma g. Source: see
/// <see cref="Compression.Feedback.Ef21"/>.
/// </summary>
/// <remarks>
/// Everybody takes part. In round 0 workers send F_i(z_0) as it is. State: 2 D at the server, D at a worker. Traffic of a round: D down, one compressed
/// vector up.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="gamma">The step size.</param>
/// <param name="set">C; null for all of R^D.</param>
public sealed class Ef21Descent<T>(Ef21Options options, double gamma, FeasibleSet? set = null) : VariationalAlgorithm<T>(set)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Model = "z";
    private const string Estimate = "estimate";
    private const string Update = "difference";

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = new() { Server = [Model, Estimate], Broadcast = [Model], Update = [Update], Worker = [Estimate] };

    /// <inheritdoc/>
    public override bool NeedsEverybody(int round) => true;

    /// <inheritdoc/>
    public override bool IsCompressible(int round) => round > 0;

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Span<T> update = round.Update(Update);
        round.Gradient(round.Broadcast(Model), Minibatch.Draw(round, options.BatchSize), update);
        VectorKernels.Subtract(update, round.State(Estimate), update);
    }

    /// <inheritdoc/>
    public override void AfterSending(WorkerRound<T> round) => VectorKernels.Add(round.State(Estimate), round.Update(Update), round.State(Estimate));

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> estimate = round.Server(Estimate);
        VectorKernels.Add(estimate, round.Aggregate(Update), estimate);
        VectorKernels.Axpy(T.CreateChecked(-gamma), estimate, round.Server(Model));
        return Model;
    }
}
