using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>
/// How vectors of P elements are cut into S contiguous slices: slice s is [floor(s P / S), floor((s + 1) P / S)), so sizes
/// differ by at most one; or it is cut at given places. A slice travels in chunks of at most <see cref="ChunkBytes"/>.
/// </summary>
/// <param name="Dimension">P.</param>
/// <param name="Shards">S, 1 to P.</param>
public readonly record struct ShardLayout(int Dimension, int Shards)
{
    /// <summary>Bytes of the numbers of a chunk, at most: 1 MiB, far below what one message may be.</summary>
    public const int ChunkBytes = 1 << 20;

    /// <summary>Chunks that one reader or writer has under way at a time, so that memory is bounded by the window.</summary>
    public const int Window = 8;

    /// <summary>Where vectors are cut: S + 1 places from 0 to P. Empty for equal slices.</summary>
    public ImmutableArray<int> Cuts { get; init; }

    /// <summary>A cut into at most so many slices of about equal size that end only where pieces do.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="shards">The most slices.</param>
    /// <param name="pieceStarts">The first elements of the pieces, ascending from 0.</param>
    public static ShardLayout AtPieces(int dimension, int shards, IReadOnlyList<int> pieceStarts)
    {
        ArgumentNullException.ThrowIfNull(pieceStarts);
        var cuts = new List<int> { 0 };
        int piece = 0;
        for (int s = 1; s < shards; s++)
        {
            long wanted = (long)s * dimension / shards;
            while (piece < pieceStarts.Count - 1 && pieceStarts[piece] < wanted)
                piece++;
            if (pieceStarts[piece] > cuts[^1])
                cuts.Add(pieceStarts[piece]);
        }

        return new ShardLayout(dimension, cuts.Count) { Cuts = [.. cuts, dimension] };
    }

    /// <summary>The first element of a slice.</summary>
    public int Start(int shard) => Cuts.IsDefaultOrEmpty ? (int)((long)shard * Dimension / Shards) : Cuts[shard];

    /// <summary>The number of elements of a slice.</summary>
    public int Length(int shard) => Start(shard + 1) - Start(shard);

    /// <summary>The chunks of a range of a vector, ascending.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="elementSize">Bytes of one element.</param>
    public IEnumerable<ChunkRange> Chunks(int start, int length, int elementSize)
    {
        int most = ChunkBytes / elementSize;
        int end = start + length;
        for (int shard = 0; shard < Shards; shard++)
        {
            int from = Math.Max(start, Start(shard));
            int to = Math.Min(end, Start(shard + 1));
            for (int position = from; position < to; position += most)
                yield return new ChunkRange(shard, position - Start(shard), position, Math.Min(most, to - position));
        }
    }
}

/// <summary>A chunk's place.</summary>
/// <param name="Shard">The shard that holds it.</param>
/// <param name="Offset">Its first element, counted from the start of the slice.</param>
/// <param name="Position">Its first element, counted from the start of the vector.</param>
/// <param name="Count">The number of elements.</param>
public readonly record struct ChunkRange(int Shard, int Offset, int Position, int Count);
