using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>A formula of two factors and two elements, written once for all register widths.</summary>
internal interface IElementwiseOperation
{
    static abstract TVector Invoke<TLanes, TVector, T>(TVector a, TVector b, TVector x, TVector y)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>
/// destination = operation(a, b, x, y), element by element. TensorPrimitives has these operations too, but from 256 KiB on it
/// stores past the caches, which made an in-place update of a model that fits into them four times slower.
/// </summary>
internal static class ElementwiseKernel<TOperation>
    where TOperation : IElementwiseOperation
{
    public static void Run<T>(T a, T b, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = Lanes.Has512<T>() ? Run<Lanes512<T>, Vector512<T>, T>(a, b, x, y, destination, 0)
            : Lanes.Has256<T>() ? Run<Lanes256<T>, Vector256<T>, T>(a, b, x, y, destination, 0)
            : Lanes.Has128<T>() ? Run<Lanes128<T>, Vector128<T>, T>(a, b, x, y, destination, 0)
            : 0;
        Run<ScalarLanes<T>, T, T>(a, b, x, y, destination, done);
    }

    private static int Run<TLanes, TVector, T>(
        T a, T b, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination, int start)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T x0 = ref MemoryMarshal.GetReference(x);
        ref T y0 = ref MemoryMarshal.GetReference(y);
        ref T destination0 = ref MemoryMarshal.GetReference(destination);
        TVector aVector = TLanes.Broadcast(a);
        TVector bVector = TLanes.Broadcast(b);
        int i = start;
        for (; i <= destination.Length - TLanes.Count; i += TLanes.Count)
        {
            TVector result = TOperation.Invoke<TLanes, TVector, T>(
                aVector, bVector, TLanes.Load(ref Unsafe.Add(ref x0, i)), TLanes.Load(ref Unsafe.Add(ref y0, i)));
            TLanes.Store(result, ref Unsafe.Add(ref destination0, i));
        }

        return i;
    }
}

/// <summary>x + y.</summary>
internal readonly struct AddOperation : IElementwiseOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector, T>(TVector a, TVector b, TVector x, TVector y)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLanes.Add(x, y);
}

/// <summary>x - y.</summary>
internal readonly struct SubtractOperation : IElementwiseOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector, T>(TVector a, TVector b, TVector x, TVector y)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLanes.Subtract(x, y);
}

/// <summary>a x.</summary>
internal readonly struct ScaleOperation : IElementwiseOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector, T>(TVector a, TVector b, TVector x, TVector y)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLanes.Multiply(a, x);
}

/// <summary>fma(a, x, y).</summary>
internal readonly struct AxpyOperation : IElementwiseOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector, T>(TVector a, TVector b, TVector x, TVector y)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLanes.FusedMultiplyAdd(a, x, y);
}

/// <summary>fma(a, x, b y).</summary>
internal readonly struct ScaledSumOperation : IElementwiseOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector, T>(TVector a, TVector b, TVector x, TVector y)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLanes.FusedMultiplyAdd(a, x, TLanes.Multiply(b, y));
}
