using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Live;

/// <summary>
/// What one end of a channel remembers of the swaps that one node started with one neighbour: how many were applied here, and
/// S = sum over them of (own message - the other's). The two ends apply the same swaps in the same order, so their sums are opposite to the last bit;
/// where an end missed some, or lost its memory, the difference of the sums is what it missed.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="length">Numbers of a message.</param>
public sealed class SwapLedger<T>(int length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] sum = new T[length];

    /// <summary>Swaps applied at this end.</summary>
    public long Count { get; private set; }

    /// <summary>S.</summary>
    public ReadOnlySpan<T> Sum => sum;

    /// <summary>Notes a swap that this end applies: S += own - theirs.</summary>
    /// <param name="own">What this end sent.</param>
    /// <param name="theirs">What the other end sent.</param>
    /// <param name="difference">Overwritten with own - theirs.</param>
    public void Record(ReadOnlySpan<T> own, ReadOnlySpan<T> theirs, Span<T> difference)
    {
        VectorKernels.Subtract(own, theirs, difference);
        VectorKernels.Add(sum, difference, sum);
        Count++;
    }

    /// <summary>Takes over what the other end has, which is ahead: S becomes the opposite of its sum.</summary>
    /// <param name="count">Swaps applied at the other end.</param>
    /// <param name="theirSum">Its sum.</param>
    /// <param name="difference">Overwritten with what was missed here: the sum over the missed swaps of (own - theirs).</param>
    public void CatchUp(long count, ReadOnlySpan<T> theirSum, Span<T> difference)
    {
        VectorKernels.ScaledSum(-T.One, theirSum, -T.One, sum, difference);
        for (int k = 0; k < sum.Length; k++)
            sum[k] = -theirSum[k];
        Count = count;
    }

    /// <summary>A checksum of the count and the sum; the two ends of a channel agree where one's equals the other's with opposite sign.</summary>
    /// <param name="opposite">Whether the sum is taken with its sign changed.</param>
    public ulong Fingerprint(bool opposite)
    {
        const int Piece = 256;
        Span<T> piece = stackalloc T[Piece];
        ulong hash = (ulong)Count;
        for (int start = 0; start < sum.Length; start += Piece)
        {
            Span<T> part = piece[..Math.Min(Piece, sum.Length - start)];

            // Adding zero makes the two zeros one.
            for (int k = 0; k < part.Length; k++)
                part[k] = (opposite ? -sum[start + k] : sum[start + k]) + T.Zero;
            hash = (hash * 0x9E3779B97F4A7C15) + VectorKernels.Crc32C(MemoryMarshal.AsBytes(part));
        }

        return hash;
    }

    /// <summary>Writes the ledger, for a snapshot.</summary>
    internal void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(MemoryMarshal.AsBytes<T>(sum));
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    internal void Load(BinaryReader reader)
    {
        Count = reader.ReadInt64();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(sum.AsSpan()));
    }
}
