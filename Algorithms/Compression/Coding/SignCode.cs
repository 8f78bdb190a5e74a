using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>A bit for the sign of each level of -1 or 1.</summary>
internal static class SignCode
{
    private const int Together = 32;

    /// <summary>Writes signs: a one for a negative level.</summary>
    public static void Write(ref BitWriter writer, ReadOnlySpan<short> levels)
    {
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int i = 0;
        for (; i <= levels.Length - Vector256<short>.Count; i += Vector256<short>.Count)
            writer.Write(Vector256.LoadUnsafe(ref levels0, (nuint)i).ExtractMostSignificantBits(), Vector256<short>.Count);
        for (; i < levels.Length; i++)
            writer.Write(levels[i] < 0 ? 1u : 0u, 1);
    }

    /// <summary>Reads levels of -1 and 1.</summary>
    public static void Read(ref BitReader reader, Span<short> levels)
    {
        for (; !levels.IsEmpty; levels = levels[Math.Min(Together, levels.Length)..])
        {
            Span<short> few = levels[..Math.Min(Together, levels.Length)];
            uint signs = (uint)reader.Read(few.Length);
            foreach (ref short level in few)
            {
                level = (short)(1 - (int)((signs & 1) << 1));
                signs >>= 1;
            }
        }
    }
}
