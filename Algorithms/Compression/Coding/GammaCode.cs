using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>
/// Elias gamma of |level| + offset, and behind it the sign where the level is not 0. Least significant bit first, the gamma of v is floor(log2 v)
/// zeros, a one, and the bits of v below the first. With offset 0 no level is 0.
/// </summary>
internal static class GammaCode
{
    // So many entries of the table take no more bits than there are.
    private const int Lookups = BitReader.MostBits / GammaTable.Bits;

    /// <summary>Writes levels.</summary>
    public static void Write(ref BitWriter writer, ReadOnlySpan<short> levels, int offset)
    {
        BitWriter local = writer;
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int i = 0;
        if (CodeQuads.IsSupported)
        {
            for (; i <= levels.Length - CodeQuads.Count; i += CodeQuads.Count)
            {
                (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref levels0, (nuint)i));
                (Vector256<uint> codes, Vector256<uint> lengths) = Codes(lower, offset);
                (Vector256<uint> upperCodes, Vector256<uint> upperLengths) = Codes(upper, offset);
                var quads = new CodeQuads(codes, lengths, upperCodes, upperLengths);
                if (quads.Fit)
                {
                    quads.WriteTo(ref local);
                    continue;
                }

                for (int j = i; j < i + CodeQuads.Count; j++)
                    Write(ref local, levels[j], offset);
            }
        }

        for (; i < levels.Length; i++)
            Write(ref local, levels[i], offset);
        writer = local;
    }

    /// <summary>Reads levels of -s to s, or refuses.</summary>
    public static void Read(ref BitReader reader, Span<short> levels, int offset, int s)
    {
        BitReader local = reader;
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        ref ulong entries = ref GammaTable.Of(offset);
        int most = Math.Min(s, GammaTable.None - 1);
        int i = 0;
        while (i <= levels.Length - (Lookups * GammaTable.Written) && local.TryFill())
        {
            ulong word = local.Next;
            int taken = 0;
            bool isShort = true;
            for (int lookup = 0; lookup < Lookups; lookup++)
            {
                ulong entry = Unsafe.Add(ref entries, (int)(word & GammaTable.Mask));
                isShort = GammaTable.Largest(entry) <= most;
                if (!isShort)
                    break;

                Vector128.WidenLower(Vector128.CreateScalarUnsafe(entry).AsSByte()).StoreUnsafe(ref levels0, (nuint)i);
                i += GammaTable.Count(entry);
                word >>= GammaTable.Length(entry);
                taken += GammaTable.Length(entry);
            }

            local.Skip(taken);
            if (!isShort)
                levels[i++] = Read(ref local, offset, s);
        }

        for (; i < levels.Length; i++)
            levels[i] = Read(ref local, offset, s);
        reader = local;
    }

    private static void Write(ref BitWriter writer, short level, int offset)
    {
        int sign = level >> 31;
        uint magnitude = (uint)((level ^ sign) - sign);
        uint v = magnitude + (uint)offset;
        int log = BitOperations.Log2(v);
        ulong low = v ^ (1UL << log);
        int isSigned = magnitude == 0 ? 0 : 1;
        writer.Write((((low | ((ulong)(uint)-sign << log)) << 1) | 1) << log, (2 * log) + 1 + isSigned);
    }

    private static short Read(ref BitReader reader, int offset, int s)
    {
        int most = s + offset;
        int log = reader.ReadUnary(BitOperations.Log2((uint)most));
        int v = (1 << log) | (int)reader.Read(log);
        Malformed.ThrowIf(v > most, "it has a level above s");
        int magnitude = v - offset;
        return magnitude == 0 ? (short)0 : LevelCode.Signed(magnitude, (uint)reader.Read(1));
    }

    // floor(log2) of a number is its exponent as a float.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> Bits, Vector256<uint> Lengths) Codes(Vector256<int> level, int offset)
    {
        Vector256<int> magnitude = Vector256.Abs(level);
        Vector256<uint> v = (magnitude + Vector256.Create(offset)).AsUInt32();
        Vector256<uint> log = (Vector256.ConvertToSingle(v.AsInt32()).AsUInt32() >>> 23) - Vector256.Create(127u);
        Vector256<uint> low = v ^ Avx2.ShiftLeftLogicalVariable(Vector256<uint>.One, log);
        Vector256<uint> signed = low | Avx2.ShiftLeftLogicalVariable(level.AsUInt32() >>> 31, log);
        Vector256<uint> isSigned = Vector256.GreaterThan(magnitude, Vector256<int>.Zero).AsUInt32();
        return (
            Avx2.ShiftLeftLogicalVariable((signed << 1) | Vector256<uint>.One, log),
            log + log + Vector256<uint>.One - isSigned);
    }
}
