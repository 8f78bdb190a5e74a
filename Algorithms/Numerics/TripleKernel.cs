using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>A formula of three elements, written once for all register widths.</summary>
internal interface ITripleOperation
{
    static abstract TVector Invoke<TLanes, TVector, T>(TVector x, TVector y, TVector z)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>destination = operation(x, y, z), element by element; all spans have the length of the destination.</summary>
internal static class TripleKernel<TOperation>
    where TOperation : ITripleOperation
{
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(destination.Length, x.Length, nameof(x));
        SpanChecks.SameLength(destination.Length, y.Length, nameof(y));
        SpanChecks.SameLength(destination.Length, z.Length, nameof(z));
        int done = Lanes.Has512<T>() ? Run<Lanes512<T>, Vector512<T>, T>(x, y, z, destination, 0)
            : Lanes.Has256<T>() ? Run<Lanes256<T>, Vector256<T>, T>(x, y, z, destination, 0)
            : Lanes.Has128<T>() ? Run<Lanes128<T>, Vector128<T>, T>(x, y, z, destination, 0)
            : 0;
        Run<ScalarLanes<T>, T, T>(x, y, z, destination, done);
    }

    /// <summary>The elements from <paramref name="start"/> on that fill whole registers; returns the first that is left.</summary>
    internal static int Run<TLanes, TVector, T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> destination, int start)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T x0 = ref MemoryMarshal.GetReference(x);
        ref T y0 = ref MemoryMarshal.GetReference(y);
        ref T z0 = ref MemoryMarshal.GetReference(z);
        ref T destination0 = ref MemoryMarshal.GetReference(destination);
        int i = start;
        for (; i <= destination.Length - TLanes.Count; i += TLanes.Count)
        {
            TVector result = TOperation.Invoke<TLanes, TVector, T>(
                TLanes.Load(ref Unsafe.Add(ref x0, i)),
                TLanes.Load(ref Unsafe.Add(ref y0, i)),
                TLanes.Load(ref Unsafe.Add(ref z0, i)));
            TLanes.Store(result, ref Unsafe.Add(ref destination0, i));
        }

        return i;
    }
}

/// <summary>(x - y) z.</summary>
internal readonly struct DifferenceProductOperation : ITripleOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector, T>(TVector x, TVector y, TVector z)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLanes.Multiply(TLanes.Subtract(x, y), z);
}

/// <summary>x / z + y.</summary>
internal readonly struct QuotientSumOperation : ITripleOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector, T>(TVector x, TVector y, TVector z)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLanes.Add(TLanes.Divide(x, z), y);
}

/// <summary>x + (y - z).</summary>
internal readonly struct AddDifferenceOperation : ITripleOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector, T>(TVector x, TVector y, TVector z)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLanes.Add(x, TLanes.Subtract(y, z));
}
