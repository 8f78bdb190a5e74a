using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Wrapping;

namespace Starling.Algorithms.Rounds.Compressing;

/// <summary>
/// Error feedback at every worker: what compression lost of an update is added to the next one, v = u_i + e_i, send C(v), e_i &lt;- v - C(v). What was sent and
/// the error add up to the updates. Sources: see <see cref="Compression.Feedback.ErrorFeedback"/>.
/// </summary>
/// <remarks>State: one vector more at a worker for every update vector. It starts at zero. To be wrapped in <see cref="CompressedUpdates{T}"/>.</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="inner">The algorithm.</param>
public sealed class RememberedErrors<T>(IRoundAlgorithm<T> inner) : RoundAlgorithmWrapper<T>(inner)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = inner.Vectors with { Worker = [.. inner.Vectors.Worker, .. inner.Vectors.Update.Select(NameOf)] };

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Inner.WorkerStep(round);
        foreach (string update in Inner.Vectors.Update)
        {
            Span<T> error = round.State(NameOf(update));
            VectorKernels.Add(error, round.Update(update), error);
            error.CopyTo(round.Update(update));
        }
    }

    /// <inheritdoc/>
    public override void AfterSending(WorkerRound<T> round)
    {
        foreach (string update in Inner.Vectors.Update)
        {
            Span<T> error = round.State(NameOf(update));
            VectorKernels.Subtract(error, round.Update(update), error);
        }

        Inner.AfterSending(round);
    }

    private static string NameOf(string update) => $"error.{update}";
}
