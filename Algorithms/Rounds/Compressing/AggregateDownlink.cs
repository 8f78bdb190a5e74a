using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds.Compressing;

/// <summary>The aggregates travel, see <see cref="CompressedAggregate{T}"/>: a follower does the server's step itself, on whole vectors instead of slices.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="algorithm">The algorithm in all its wrappings.</param>
/// <param name="compressor">The server's compressors.</param>
public sealed class AggregateDownlink<T>(IRoundAlgorithm<T> algorithm, VectorCompressor compressor) : IDownlink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Held => algorithm.Vectors.Server;

    /// <inheritdoc/>
    public int Count => algorithm.Vectors.Update.Count;

    /// <inheritdoc/>
    public bool IsCompressed(int round) => algorithm.IsCompressible(round);

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> message, int piece, Span<T> destination) => compressor.Decode(message, piece, destination);

    /// <inheritdoc/>
    public void Follow(FollowedStep step, IReadOnlyList<VectorBuffer<T>> held, IReadOnlyList<VectorBuffer<T>> received)
    {
        ArgumentNullException.ThrowIfNull(step);
        algorithm.ServerStep(new ServerRound<T>(algorithm.Vectors, held, received)
        {
            Round = step.Round,
            AcceptedCount = step.Accepted,
            WorkerCount = step.Workers,
            Reductions = step.Reductions,
        });
    }
}
