using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Shards;

/// <summary>What made a version of the one before, kept for who follows the shard step by step.</summary>
/// <param name="Version">The version.</param>
/// <param name="Accepted">How many workers were accepted.</param>
/// <param name="Reductions">The sums over all coordinates.</param>
/// <param name="Pieces">The pieces of the first aggregate, then of the second, ...</param>
internal sealed record StepRecord(int Version, int Accepted, ImmutableArray<double> Reductions, ImmutableArray<ReadOnlyMemory<byte>> Pieces)
{
    /// <summary>As many pieces as a message may have, at least one.</summary>
    /// <param name="from">The first one.</param>
    public StepPart From(int from)
    {
        int to = from;
        long bytes = 0;
        while (to < Pieces.Length && (to == from || bytes + Pieces[to].Length <= ShardLayout.ChunkBytes))
            bytes += Pieces[to++].Length;
        ImmutableArray<ReadOnlyMemory<byte>> part = [.. Pieces.AsSpan()[from..to]];
        return new StepPart { Accepted = Accepted, Reductions = Reductions, Pieces = part, Count = Pieces.Length, Checksum = Checksum(part) };
    }

    /// <summary>One number of the CRC-32C of pieces, in their order.</summary>
    public static uint Checksum(ImmutableArray<ReadOnlyMemory<byte>> pieces)
    {
        uint sum = 0;
        foreach (ReadOnlyMemory<byte> piece in pieces)
            sum = unchecked((sum * 31) ^ Algorithms.Numerics.VectorKernels.Crc32C(piece.Span));
        return sum;
    }
}
