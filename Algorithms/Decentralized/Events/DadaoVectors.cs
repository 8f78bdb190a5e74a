using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>DADAO's vectors of a node as addresses, at one of their coordinates.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="x">The address in x; null for no vectors.</param>
/// <param name="stride">From a vector to the next one, in elements.</param>
internal readonly unsafe struct DadaoVectors<T>(T* x, nint stride)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LineBytes = 64;

    /// <summary>The elements of a cache line.</summary>
    public static int Line => LineBytes / Unsafe.SizeOf<T>();

    /// <summary>x.</summary>
    public T* X => x;

    /// <summary>x~.</summary>
    public T* XTilde => x + stride;

    /// <summary>y.</summary>
    public T* Y => x + (2 * stride);

    /// <summary>y~.</summary>
    public T* YTilde => x + (3 * stride);

    /// <summary>z.</summary>
    public T* Z => x + (4 * stride);

    /// <summary>z~.</summary>
    public T* ZTilde => x + (5 * stride);

    /// <summary>The vectors of a state.</summary>
    /// <param name="state">The state; null for no vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DadaoVectors<T> Of(NodeState<T>? state) => state is null ? default : new DadaoVectors<T>(state.Address, state.Stride);

    /// <summary>The vectors at a later coordinate.</summary>
    /// <param name="coordinates">How much later.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DadaoVectors<T> At(int coordinates) => new(x + coordinates, stride);

    /// <summary>Asks for the lines of a coordinate to be brought near; of no vectors there is nothing to bring.</summary>
    /// <param name="coordinate">The coordinate.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int coordinate)
    {
        if (!Sse.IsSupported || x is null)
            return;

        DadaoVectors<T> at = At(coordinate);
        Sse.Prefetch0(at.X);
        Sse.Prefetch0(at.XTilde);
        Sse.Prefetch0(at.Y);
        Sse.Prefetch0(at.YTilde);
        Sse.Prefetch0(at.Z);
        Sse.Prefetch0(at.ZTilde);
    }
}
