using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>Parameters of <see cref="Diana{T}"/>: <c>kind: diana</c>.</summary>
public sealed record DianaOptions : VariationalOptions
{
    /// <summary>gamma; null for min(1/((1 + 6 omega/M) max L_i), 1/(2 mu (omega + 1))).</summary>
    [Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? StepSize { get; init; }

    /// <summary>a, how far shifts follow; null for 1/(omega + 1).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? ShiftStep { get; init; }

    /// <summary>B, the data of a worker that an evaluation is a mean over; 0 takes all.</summary>
    [Range(0, 1_000_000)]
    public int BatchSize { get; init; }

    /// <inheritdoc/>
    public override CompressionNeed Needs => CompressionNeed.Unbiased;

    /// <inheritdoc/>
    public override int LargestMinibatch() => BatchSize > 0 ? BatchSize : base.LargestMinibatch();

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting)
    {
        double omega = setting.Up.Omega;
        double gamma = StepOf(
            StepSize,
            setting,
            constants => Math.Min(
                1 / ((1 + (6 * omega / setting.Workers)) * constants.NodeLipschitz.Max()),
                constants.StrongMonotonicity > 0 ? 1 / (2 * constants.StrongMonotonicity * (omega + 1)) : double.PositiveInfinity),
            "the Lipschitz constants of the operators and the variance of the compressor");
        return new Diana<T>(this, gamma, ShiftStep ?? (1 / (1 + omega)), setting.Set);
    }
}

/// <summary>
/// DIANA: worker i sends c_i = Q(F_i(z) - h_i) and takes h_i &lt;- h_i + a c_i; with h = mean h_i the server steps along h + mean c_i and takes h &lt;- h + a mean
/// c_i. As shifts come near F_i(z*), compression does no more harm. Source: see <see cref="Compression.Feedback.DianaShift"/>.
/// </summary>
/// <remarks>
/// Of variational inequalities for cocoercive ones. Everybody takes part, so that the server's shift is the mean. State: 2 D at the server, D at a worker.
/// Traffic of a round: D down, one compressed vector up.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="gamma">g.</param>
/// <param name="shiftStep">a.</param>
/// <param name="set">C; null for all of R^D.</param>
public sealed class Diana<T>(DianaOptions options, double gamma, double shiftStep, FeasibleSet? set = null) : VariationalAlgorithm<T>(set)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Model = "z";
    private const string Shift = "shift";
    private const string Update = "difference";

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = new() { Server = [Model, Shift], Broadcast = [Model], Update = [Update], Worker = [Shift] };

    /// <inheritdoc/>
    public override bool NeedsEverybody(int round) => true;

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Span<T> update = round.Update(Update);
        round.Gradient(round.Broadcast(Model), Minibatch.Draw(round, options.BatchSize), update);
        VectorKernels.Subtract(update, round.State(Shift), update);
    }

    /// <inheritdoc/>
    public override void AfterSending(WorkerRound<T> round) => VectorKernels.Axpy(T.CreateChecked(shiftStep), round.Update(Update), round.State(Shift));

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        Span<T> z = round.Server(Model);
        ReadOnlySpan<T> mean = round.Aggregate(Update);
        VectorKernels.Axpy(T.CreateChecked(-gamma), round.Server(Shift), z);
        VectorKernels.Axpy(T.CreateChecked(-gamma), mean, z);
        VectorKernels.Axpy(T.CreateChecked(shiftStep), mean, round.Server(Shift));
        return Model;
    }
}
