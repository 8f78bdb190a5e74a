using System.Numerics;
using Starling.Algorithms.Models;
using Starling.Algorithms.Runs;

namespace Starling.Grains.Shards;

/// <summary>The pieces of a shard's slice whose messages make up a compressed update.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
internal sealed class MessageGrid<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ServerPlan<T> plan;
    private readonly int start;
    private readonly Dictionary<int, (int Place, int Number, TensorSlice Piece)> pieces = [];

    /// <summary>Of a slice.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="start">The first element of the slice.</param>
    /// <param name="length">Its length.</param>
    public MessageGrid(ServerPlan<T> plan, int start, int length)
    {
        this.plan = plan;
        this.start = start;
        IReadOnlyList<TensorSlice> all = plan.Pieces.Pieces;
        for (int number = 0; number < all.Count; number++)
        {
            if (all[number].Offset >= start && all[number].Offset < start + length)
                pieces.Add(all[number].Offset - start, (pieces.Count, number, all[number]));
        }
    }

    /// <summary>How many pieces the slice has.</summary>
    public int Count => pieces.Count;

    /// <summary>The place of a piece among those of the slice; -1 where none begins there.</summary>
    /// <param name="offset">Its first element, counted from the start of the slice.</param>
    public int PlaceOf(int offset) => pieces.TryGetValue(offset, out (int Place, int Number, TensorSlice Piece) found) ? found.Place : -1;

    /// <summary>Reads a message.</summary>
    /// <param name="worker">Who sent it.</param>
    /// <param name="offset">The first element of the piece, counted from the start of the slice.</param>
    /// <param name="message">The message.</param>
    /// <param name="slice">The slice; the piece in it is overwritten.</param>
    /// <returns>The piece in the slice.</returns>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0504: the message is malformed.</exception>
    public Span<T> Decode(int worker, int offset, ReadOnlySpan<byte> message, Span<T> slice)
    {
        (_, int number, TensorSlice piece) = pieces[offset];
        Span<T> destination = slice.Slice(piece.Offset - start, piece.Length);
        plan.Decode(worker, number, message, destination);
        return destination;
    }
}
