using System.Numerics;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Wrapping;

namespace Starling.Algorithms.Rounds.Compressing;

/// <summary>
/// The aggregate is compressed on its way to the workers, who follow the server step by step: the step is done with C(aggregate), by the server and by every copy.
/// </summary>
/// <remarks>Streams: (seed, <see cref="RandomPurpose.Compression"/>, -2 minus the first coordinate of the piece, round times the update vectors).</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="inner">The algorithm.</param>
/// <param name="compressor">The server's compressors, without a state.</param>
/// <param name="seed">The job's seed.</param>
public sealed class CompressedAggregate<T>(IRoundAlgorithm<T> inner, VectorCompressor compressor, ulong seed) : RoundAlgorithmWrapper<T>(inner)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Server = -2;

    /// <inheritdoc/>
    public override VectorSchema Vectors => Inner.Vectors;

    /// <inheritdoc/>
    public override void ServerPrepare(ServerRound<T> round)
    {
        Inner.ServerPrepare(round);
        if (!Inner.IsCompressible(round.Round))
            return;

        IReadOnlyList<string> updates = Inner.Vectors.Update;
        var messages = new ReadOnlyMemory<byte>[updates.Count][];
        for (int v = 0; v < updates.Count; v++)
        {
            int number = checked((round.Round * updates.Count) + v);
            messages[v] = compressor.EncodeEach(round.AggregateToChange(updates[v]), round.Start, piece => StreamOf(piece, number));
        }

        round.Encoded = messages;
    }

    private RandomStream StreamOf(TensorSlice piece, int number) => new(seed, RandomPurpose.Compression, Server - piece.Offset, number);
}
