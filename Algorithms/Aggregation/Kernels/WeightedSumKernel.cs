using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// sum_i w_i x_i over a piece of the columns: fused, in double, in worker order, rounded once; the bits of
/// <see cref="Numerics.VectorKernels.WeightedSum{T}(ReadOnlySpan{double}, ReadOnlySpan{ReadOnlyMemory{T}}, Span{T})"/>. Four
/// vectors are added while a running sum is in a register.
/// </summary>
internal static unsafe class WeightedSumKernel
{
    // The running sums (8 KiB) and four rows of as many elements stay in the first-level cache.
    private const int BlockColumns = 1024;

    // A result of so many bytes is not read again before it has left the caches anyway; it is then written past them, which saves reading it first.
    private const int LeastPast = 1 << 18;

    /// <summary>Computes a piece.</summary>
    /// <param name="rows">The vectors with a weight, in worker order.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="factor">What the sums are multiplied with before they are rounded.</param>
    /// <param name="destination">Overwritten.</param>
    public static void Run<T>(T** rows, ReadOnlySpan<double> weights, double factor, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double* sums = stackalloc double[BlockColumns];
        fixed (T* start = destination)
        {
            bool past = Sse.IsSupported && destination.Length >= LeastPast / sizeof(T) && ((nint)start & 63) == 0;
            for (int done = 0; done < destination.Length; done += BlockColumns)
            {
                int columns = Math.Min(BlockColumns, destination.Length - done);
                if (Vector512.IsHardwareAccelerated)
                    Block<WideLanes512, Vector512<double>, T>(rows, weights, factor, done, columns, sums, start + done, past);
                else
                    Block<WideLanes256, Vector256<double>, T>(rows, weights, factor, done, columns, sums, start + done, past);
            }

            if (past)
                Sse.StoreFence();
        }
    }

    private static void Block<TLanes, TWide, T>(
        T** rows, ReadOnlySpan<double> weights, double factor, int done, int columns, double* sums, T* destination, bool past)
        where TLanes : IWideLanes<TWide>
        where TWide : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        new Span<double>(sums, columns).Clear();
        int i = 0;
        for (; i < weights.Length - 4; i += 4)
            AddFour<TLanes, TWide, T, double>(rows + i, weights.Slice(i, 4), done, columns, sums, sums, past: false);
        for (; i < weights.Length && weights.Length - i != 4; i++)
            AddOne<TLanes, TWide, T, double>(rows[i] + done, weights[i], columns, sums, sums);
        bool isFourLeft = i < weights.Length;
        if (isFourLeft && factor == 1)
        {
            AddFour<TLanes, TWide, T, T>(rows + i, weights.Slice(i, 4), done, columns, sums, destination, past);
            return;
        }

        if (isFourLeft)
            AddFour<TLanes, TWide, T, double>(rows + i, weights.Slice(i, 4), done, columns, sums, sums, past: false);
        Round<TLanes, TWide, T>(columns, sums, factor, destination, past);
    }

    /// <summary>result = sums + w_0 x_0 + ... + w_3 x_3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour<TLanes, TWide, T, TResult>(
        T** rows, ReadOnlySpan<double> weights, int done, int columns, double* sums, TResult* result, bool past)
        where TLanes : IWideLanes<TWide>
        where TWide : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TResult : unmanaged, IBinaryFloatingPointIeee754<TResult>
    {
        T* x0 = rows[0] + done;
        T* x1 = rows[1] + done;
        T* x2 = rows[2] + done;
        T* x3 = rows[3] + done;
        TWide w0 = TLanes.Broadcast(weights[0]);
        TWide w1 = TLanes.Broadcast(weights[1]);
        TWide w2 = TLanes.Broadcast(weights[2]);
        TWide w3 = TLanes.Broadcast(weights[3]);
        int c = 0;
        for (; c <= columns - TLanes.Count; c += TLanes.Count)
        {
            TWide sum = TLanes.FusedMultiplyAdd(w0, TLanes.Load(x0 + c), TLanes.Load(sums + c));
            sum = TLanes.FusedMultiplyAdd(w1, TLanes.Load(x1 + c), sum);
            sum = TLanes.FusedMultiplyAdd(w2, TLanes.Load(x2 + c), sum);
            sum = TLanes.FusedMultiplyAdd(w3, TLanes.Load(x3 + c), sum);
            if (past)
                TLanes.StorePast(sum, result + c);
            else
                TLanes.Store(sum, result + c);
        }

        for (; c < columns; c++)
        {
            double sum = Math.FusedMultiplyAdd(weights[0], double.CreateTruncating(x0[c]), sums[c]);
            sum = Math.FusedMultiplyAdd(weights[1], double.CreateTruncating(x1[c]), sum);
            sum = Math.FusedMultiplyAdd(weights[2], double.CreateTruncating(x2[c]), sum);
            sum = Math.FusedMultiplyAdd(weights[3], double.CreateTruncating(x3[c]), sum);
            result[c] = TResult.CreateTruncating(sum);
        }
    }

    /// <summary>result = sums + w x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne<TLanes, TWide, T, TResult>(T* x, double weight, int columns, double* sums, TResult* result)
        where TLanes : IWideLanes<TWide>
        where TWide : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TResult : unmanaged, IBinaryFloatingPointIeee754<TResult>
    {
        TWide w = TLanes.Broadcast(weight);
        int c = 0;
        for (; c <= columns - TLanes.Count; c += TLanes.Count)
            TLanes.Store(TLanes.FusedMultiplyAdd(w, TLanes.Load(x + c), TLanes.Load(sums + c)), result + c);
        for (; c < columns; c++)
            result[c] = TResult.CreateTruncating(Math.FusedMultiplyAdd(weight, double.CreateTruncating(x[c]), sums[c]));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round<TLanes, TWide, T>(int columns, double* sums, double factor, T* destination, bool past)
        where TLanes : IWideLanes<TWide>
        where TWide : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TWide scale = TLanes.Broadcast(factor);
        int c = 0;
        for (; c <= columns - TLanes.Count; c += TLanes.Count)
        {
            TWide rounded = TLanes.Multiply(TLanes.Load(sums + c), scale);
            if (past)
                TLanes.StorePast(rounded, destination + c);
            else
                TLanes.Store(rounded, destination + c);
        }

        for (; c < columns; c++)
            destination[c] = T.CreateTruncating(sums[c] * factor);
    }
}
