using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>Asks for memory that will be read soon; does nothing where there is no such instruction. Addresses need not be valid.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Bytes of a cache line.</summary>
    public const int Line = 64;

    /// <summary>One line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void One(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>All lines of a range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Range(void* address, int bytes)
    {
        for (int offset = 0; offset < bytes; offset += Line)
            One((byte*)address + offset);
    }
}
