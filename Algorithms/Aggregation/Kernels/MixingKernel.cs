using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// One row of a mixing over a block of columns, y = sum_k a_k x_k: fused, in the element type, in worker order for every column, so that
/// neither the registers nor where a block begins change bits. Eight registers of columns stay while k runs.
/// </summary>
internal static unsafe class MixingKernel<TLanes, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Computes the row.</summary>
    /// <param name="used">Which vectors.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="sources">Where the vectors are.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="y">Overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(ReadOnlySpan<int> used, ReadOnlySpan<T> weights, T** sources, int columns, T* y)
    {
        int c = 0;
        for (; c <= columns - (8 * TLanes.Count); c += 8 * TLanes.Count)
        {
            TVector y0 = default, y1 = default, y2 = default, y3 = default, y4 = default, y5 = default, y6 = default, y7 = default;
            for (int k = 0; k < used.Length; k++)
            {
                T* x = sources[used[k]] + c;
                TVector a = TLanes.Broadcast(weights[k]);
                y0 = TLanes.FusedMultiplyAdd(a, TLanes.Load(ref x[0]), y0);
                y1 = TLanes.FusedMultiplyAdd(a, TLanes.Load(ref x[TLanes.Count]), y1);
                y2 = TLanes.FusedMultiplyAdd(a, TLanes.Load(ref x[2 * TLanes.Count]), y2);
                y3 = TLanes.FusedMultiplyAdd(a, TLanes.Load(ref x[3 * TLanes.Count]), y3);
                y4 = TLanes.FusedMultiplyAdd(a, TLanes.Load(ref x[4 * TLanes.Count]), y4);
                y5 = TLanes.FusedMultiplyAdd(a, TLanes.Load(ref x[5 * TLanes.Count]), y5);
                y6 = TLanes.FusedMultiplyAdd(a, TLanes.Load(ref x[6 * TLanes.Count]), y6);
                y7 = TLanes.FusedMultiplyAdd(a, TLanes.Load(ref x[7 * TLanes.Count]), y7);
            }

            TLanes.Store(y0, ref y[c]);
            TLanes.Store(y1, ref y[c + TLanes.Count]);
            TLanes.Store(y2, ref y[c + (2 * TLanes.Count)]);
            TLanes.Store(y3, ref y[c + (3 * TLanes.Count)]);
            TLanes.Store(y4, ref y[c + (4 * TLanes.Count)]);
            TLanes.Store(y5, ref y[c + (5 * TLanes.Count)]);
            TLanes.Store(y6, ref y[c + (6 * TLanes.Count)]);
            TLanes.Store(y7, ref y[c + (7 * TLanes.Count)]);
        }

        for (; c < columns; c += TLanes.Count)
        {
            TVector sum = default;
            for (int k = 0; k < used.Length; k++)
            {
                T* x = sources[used[k]] + c;
                sum = TLanes.FusedMultiplyAdd(TLanes.Broadcast(weights[k]), TLanes.Load(ref x[0]), sum);
            }

            TLanes.Store(sum, ref y[c]);
        }
    }
}
