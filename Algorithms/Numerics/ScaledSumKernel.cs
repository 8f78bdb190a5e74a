using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>destination = fma(a, x, b y) in one pass.</summary>
internal static class ScaledSumKernel
{
    public static void Run<T>(T a, ReadOnlySpan<T> x, T b, ReadOnlySpan<T> y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = Lanes.Has512<T>() ? Run<Lanes512<T>, Vector512<T>, T>(a, x, b, y, destination, 0)
            : Lanes.Has256<T>() ? Run<Lanes256<T>, Vector256<T>, T>(a, x, b, y, destination, 0)
            : Lanes.Has128<T>() ? Run<Lanes128<T>, Vector128<T>, T>(a, x, b, y, destination, 0)
            : 0;
        Run<ScalarLanes<T>, T, T>(a, x, b, y, destination, done);
    }

    internal static int Run<TLanes, TVector, T>(
        T a, ReadOnlySpan<T> x, T b, ReadOnlySpan<T> y, Span<T> destination, int start)
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
            TVector scaledY = TLanes.Multiply(bVector, TLanes.Load(ref Unsafe.Add(ref y0, i)));
            TVector sum = TLanes.FusedMultiplyAdd(aVector, TLanes.Load(ref Unsafe.Add(ref x0, i)), scaledY);
            TLanes.Store(sum, ref Unsafe.Add(ref destination0, i));
        }

        return i;
    }
}
