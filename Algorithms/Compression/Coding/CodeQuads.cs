using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>
/// Sixteen codes of different lengths joined to four words of four codes each, so that the writer is asked for four numbers instead of sixteen.
/// Needs registers whose lanes can be shifted by different numbers of bits.
/// </summary>
internal readonly struct CodeQuads
{
    /// <summary>How many codes are joined.</summary>
    public const int Count = 16;

    /// <summary>The most bits that a code may have.</summary>
    public const int LongestCode = 32;

    // The words are in the order 0, 2, 1, 3.
    private readonly Vector256<ulong> bits;
    private readonly Vector256<ulong> lengths;

    /// <summary>Joins codes; each has at most <see cref="LongestCode"/> bits.</summary>
    /// <param name="lower">The first eight codes.</param>
    /// <param name="lowerLengths">Their lengths in bits.</param>
    /// <param name="upper">The other eight.</param>
    /// <param name="upperLengths">Their lengths.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CodeQuads(Vector256<uint> lower, Vector256<uint> lowerLengths, Vector256<uint> upper, Vector256<uint> upperLengths)
    {
        (Vector256<ulong> first, Vector256<ulong> firstLengths) = Pairs(lower, lowerLengths);
        (Vector256<ulong> second, Vector256<ulong> secondLengths) = Pairs(upper, upperLengths);
        Vector256<ulong> even = Avx2.UnpackLow(firstLengths, secondLengths);
        bits = Avx2.UnpackLow(first, second) | Avx2.ShiftLeftLogicalVariable(Avx2.UnpackHigh(first, second), even);
        lengths = even + Avx2.UnpackHigh(firstLengths, secondLengths);
    }

    /// <summary>Whether codes can be joined on this machine.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Whether every word can be written at once.</summary>
    public bool Fit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !Vector256.GreaterThanAny(lengths.AsInt64(), Vector256.Create((long)BitWriter.MostBits));
    }

    /// <summary>Writes the codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTo(ref BitWriter writer)
    {
        writer.Write(bits.GetElement(0), (int)lengths.GetElement(0));
        writer.Write(bits.GetElement(2), (int)lengths.GetElement(2));
        writer.Write(bits.GetElement(1), (int)lengths.GetElement(1));
        writer.Write(bits.GetElement(3), (int)lengths.GetElement(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<ulong> Bits, Vector256<ulong> Lengths) Pairs(Vector256<uint> codes, Vector256<uint> lengths)
    {
        Vector256<ulong> low = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> even = lengths.AsUInt64() & low;
        return (
            (codes.AsUInt64() & low) | Avx2.ShiftLeftLogicalVariable(codes.AsUInt64() >>> 32, even),
            even + (lengths.AsUInt64() >>> 32));
    }
}
