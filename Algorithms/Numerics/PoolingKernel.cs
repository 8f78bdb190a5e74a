using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// Rectifier and 2 x 2 maximum in one: pooled = max(0, the four). Samples are innermost, as for <see cref="ConvolutionKernel"/>; heights and widths
/// are even. The gradient goes to the largest of the four, of equal ones to the first (row by row); at 0 there is none. NaN stays NaN.
/// </summary>
internal static class PoolingKernel
{
    /// <summary>The rows and columns of a window.</summary>
    public const int Window = 2;

    /// <summary>pooled = max(0, four of values).</summary>
    /// <param name="values">lines * 2 * width * n numbers; lines counts pairs of rows, of all channels.</param>
    /// <param name="width">The columns of a row of values, even.</param>
    /// <param name="count">n.</param>
    /// <param name="pooled">lines * width / 2 * n numbers, overwritten.</param>
    public static void Forward<T>(ReadOnlySpan<T> values, int width, int count, Span<T> pooled)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(values.Length, pooled.Length * Window * Window, nameof(pooled));
        if (Lanes.Has512<T>() && count >= Vector512<T>.Count)
            Forward<Lanes512<T>, Vector512<T>, T>(values, width, count, pooled);
        else if (Lanes.Has256<T>() && count >= Vector256<T>.Count)
            Forward<Lanes256<T>, Vector256<T>, T>(values, width, count, pooled);
        else if (Lanes.Has128<T>() && count >= Vector128<T>.Count)
            Forward<Lanes128<T>, Vector128<T>, T>(values, width, count, pooled);
        else
            Forward<ScalarLanes<T>, T, T>(values, width, count, pooled);
    }

    /// <summary>The gradients before rectifier and maximum.</summary>
    /// <param name="values">What <see cref="Forward{T}"/> read; overwritten with the gradient with respect to it.</param>
    /// <param name="width">The columns of a row of values, even.</param>
    /// <param name="count">n.</param>
    /// <param name="pooled">What <see cref="Forward{T}"/> wrote.</param>
    /// <param name="delta">The gradient with respect to that; set to 0 where pooled is 0.</param>
    public static void Backward<T>(Span<T> values, int width, int count, ReadOnlySpan<T> pooled, Span<T> delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(values.Length, pooled.Length * Window * Window, nameof(pooled));
        SpanChecks.SameLength(pooled.Length, delta.Length, nameof(delta));
        if (Lanes.Has512<T>() && count >= Vector512<T>.Count)
            Backward<Lanes512<T>, Vector512<T>, T>(values, width, count, pooled, delta);
        else if (Lanes.Has256<T>() && count >= Vector256<T>.Count)
            Backward<Lanes256<T>, Vector256<T>, T>(values, width, count, pooled, delta);
        else if (Lanes.Has128<T>() && count >= Vector128<T>.Count)
            Backward<Lanes128<T>, Vector128<T>, T>(values, width, count, pooled, delta);
        else
            Backward<ScalarLanes<T>, T, T>(values, width, count, pooled, delta);
    }

    /// <summary><see cref="Forward{T}"/> with registers of a chosen kind.</summary>
    internal static void Forward<TLanes, TVector, T>(ReadOnlySpan<T> values, int width, int count, Span<T> pooled)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T target = ref MemoryMarshal.GetReference(pooled);
        ref T source = ref MemoryMarshal.GetReference(values);
        nint line = (nint)width * count;
        int cells = pooled.Length / count;
        int cell = 0;
        while (cell < cells)
        {
            // The next line of windows.
            for (int end = cell + (width / Window); cell < end; cell++)
            {
                int n = 0;
                for (; n <= count - TLanes.Count; n += TLanes.Count)
                    Pool<TLanes, TVector, T>(ref Unsafe.Add(ref source, n), count, line, ref Unsafe.Add(ref target, n));
                for (; n < count; n++)
                    Pool<ScalarLanes<T>, T, T>(ref Unsafe.Add(ref source, n), count, line, ref Unsafe.Add(ref target, n));
                source = ref Unsafe.Add(ref source, Window * (nint)count);
                target = ref Unsafe.Add(ref target, count);
            }

            source = ref Unsafe.Add(ref source, line);
        }
    }

    /// <summary><see cref="Backward{T}"/> with registers of a chosen kind.</summary>
    internal static void Backward<TLanes, TVector, T>(Span<T> values, int width, int count, ReadOnlySpan<T> pooled, Span<T> delta)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T source = ref MemoryMarshal.GetReference(values);
        ref T maximum = ref MemoryMarshal.GetReference(pooled);
        ref T above = ref MemoryMarshal.GetReference(delta);
        nint line = (nint)width * count;
        int cells = pooled.Length / count;
        int cell = 0;
        while (cell < cells)
        {
            for (int end = cell + (width / Window); cell < end; cell++)
            {
                int n = 0;
                for (; n <= count - TLanes.Count; n += TLanes.Count)
                {
                    Spread<TLanes, TVector, T>(
                        ref Unsafe.Add(ref source, n), count, line, ref Unsafe.Add(ref maximum, n), ref Unsafe.Add(ref above, n));
                }

                for (; n < count; n++)
                {
                    Spread<ScalarLanes<T>, T, T>(
                        ref Unsafe.Add(ref source, n), count, line, ref Unsafe.Add(ref maximum, n), ref Unsafe.Add(ref above, n));
                }

                source = ref Unsafe.Add(ref source, Window * (nint)count);
                maximum = ref Unsafe.Add(ref maximum, count);
                above = ref Unsafe.Add(ref above, count);
            }

            source = ref Unsafe.Add(ref source, line);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pool<TLanes, TVector, T>(ref T source, nint right, nint down, ref T target)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector upper = TLanes.Maximum(TLanes.Load(ref source), TLanes.Load(ref Unsafe.Add(ref source, right)));
        TVector lower = TLanes.Maximum(TLanes.Load(ref Unsafe.Add(ref source, down)), TLanes.Load(ref Unsafe.Add(ref source, down + right)));
        TLanes.Store(TLanes.Maximum(TLanes.Maximum(upper, lower), TLanes.Broadcast(T.Zero)), ref target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<TLanes, TVector, T>(ref T source, nint right, nint down, ref T maximum, ref T above)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector largest = TLanes.Load(ref maximum);
        TVector left = TLanes.WhereGreater(largest, TLanes.Broadcast(T.Zero), TLanes.Load(ref above));
        TLanes.Store(left, ref above);
        left = Take<TLanes, TVector, T>(ref source, largest, left);
        left = Take<TLanes, TVector, T>(ref Unsafe.Add(ref source, right), largest, left);
        left = Take<TLanes, TVector, T>(ref Unsafe.Add(ref source, down), largest, left);
        Take<TLanes, TVector, T>(ref Unsafe.Add(ref source, down + right), largest, left);
    }

    // Gives a value the gradient if it is the maximum; returns what is left for the others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Take<TLanes, TVector, T>(ref T value, TVector largest, TVector left)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector own = TLanes.Load(ref value);
        TLanes.Store(TLanes.WhereEqual(own, largest, left), ref value);
        return TLanes.WhereNotEqual(own, largest, left);
    }
}
