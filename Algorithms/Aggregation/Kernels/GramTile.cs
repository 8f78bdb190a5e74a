using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// Inner products of a few rows with a few others over a block of columns, in registers. The product of columns c goes into virtual lane
/// c mod 16, fused, in ascending order of c; a machine does as many lanes at a time as a register holds, so that the bits are the same
/// on all of them.
/// </summary>
internal static unsafe class GramTile<TLanes, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int VirtualLanes = GramKernel.VirtualLanes;

    /// <summary>Rows a0 to a3 with one another: 00, 01, 02, 03, 11, 12, 13, 22, 23, 33.</summary>
    /// <param name="a">Four rows.</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="lanes">10 * 16 numbers, overwritten.</param>
    /// <param name="first">A row that will be read soon.</param>
    /// <param name="second">Another one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Diagonal(T** a, int columns, T* lanes, T* first, T* second)
    {
        T* a0 = a[0];
        T* a1 = a[1];
        T* a2 = a[2];
        T* a3 = a[3];
        for (int lane = 0; lane < VirtualLanes; lane += TLanes.Count)
        {
            T* ahead = lane < VirtualLanes / 2 ? first : second;
            TVector p00 = default, p01 = default, p02 = default, p03 = default, p11 = default;
            TVector p12 = default, p13 = default, p22 = default, p23 = default, p33 = default;
            for (nint c = lane; c < columns; c += VirtualLanes)
            {
                ReadAhead.One(ahead + c);
                TVector x0 = TLanes.Load(ref a0[c]);
                TVector x1 = TLanes.Load(ref a1[c]);
                TVector x2 = TLanes.Load(ref a2[c]);
                TVector x3 = TLanes.Load(ref a3[c]);
                p00 = TLanes.FusedMultiplyAdd(x0, x0, p00);
                p01 = TLanes.FusedMultiplyAdd(x0, x1, p01);
                p02 = TLanes.FusedMultiplyAdd(x0, x2, p02);
                p03 = TLanes.FusedMultiplyAdd(x0, x3, p03);
                p11 = TLanes.FusedMultiplyAdd(x1, x1, p11);
                p12 = TLanes.FusedMultiplyAdd(x1, x2, p12);
                p13 = TLanes.FusedMultiplyAdd(x1, x3, p13);
                p22 = TLanes.FusedMultiplyAdd(x2, x2, p22);
                p23 = TLanes.FusedMultiplyAdd(x2, x3, p23);
                p33 = TLanes.FusedMultiplyAdd(x3, x3, p33);
            }

            T* to = lanes + lane;
            TLanes.Store(p00, ref to[0]);
            TLanes.Store(p01, ref to[VirtualLanes]);
            TLanes.Store(p02, ref to[2 * VirtualLanes]);
            TLanes.Store(p03, ref to[3 * VirtualLanes]);
            TLanes.Store(p11, ref to[4 * VirtualLanes]);
            TLanes.Store(p12, ref to[5 * VirtualLanes]);
            TLanes.Store(p13, ref to[6 * VirtualLanes]);
            TLanes.Store(p22, ref to[7 * VirtualLanes]);
            TLanes.Store(p23, ref to[8 * VirtualLanes]);
            TLanes.Store(p33, ref to[9 * VirtualLanes]);
        }
    }

    /// <summary>Rows a0 to a3 with rows b0 to b2: 00, 01, 02, 10, ..., 32.</summary>
    /// <param name="a">Four rows.</param>
    /// <param name="b">Three rows.</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="lanes">12 * 16 numbers, overwritten.</param>
    /// <param name="first">A row that will be read soon.</param>
    /// <param name="second">Another one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourByThree(T** a, T** b, int columns, T* lanes, T* first, T* second)
    {
        T* a0 = a[0];
        T* a1 = a[1];
        T* a2 = a[2];
        T* a3 = a[3];
        T* b0 = b[0];
        T* b1 = b[1];
        T* b2 = b[2];
        for (int lane = 0; lane < VirtualLanes; lane += TLanes.Count)
        {
            T* ahead = lane < VirtualLanes / 2 ? first : second;
            TVector p00 = default, p01 = default, p02 = default, p10 = default, p11 = default, p12 = default;
            TVector p20 = default, p21 = default, p22 = default, p30 = default, p31 = default, p32 = default;
            for (nint c = lane; c < columns; c += VirtualLanes)
            {
                // Twelve sums, three rows and one more: the sixteen registers of 256 bits.
                ReadAhead.One(ahead + c);
                TVector y0 = TLanes.Load(ref b0[c]);
                TVector y1 = TLanes.Load(ref b1[c]);
                TVector y2 = TLanes.Load(ref b2[c]);
                TVector x = TLanes.Load(ref a0[c]);
                p00 = TLanes.FusedMultiplyAdd(x, y0, p00);
                p01 = TLanes.FusedMultiplyAdd(x, y1, p01);
                p02 = TLanes.FusedMultiplyAdd(x, y2, p02);
                x = TLanes.Load(ref a1[c]);
                p10 = TLanes.FusedMultiplyAdd(x, y0, p10);
                p11 = TLanes.FusedMultiplyAdd(x, y1, p11);
                p12 = TLanes.FusedMultiplyAdd(x, y2, p12);
                x = TLanes.Load(ref a2[c]);
                p20 = TLanes.FusedMultiplyAdd(x, y0, p20);
                p21 = TLanes.FusedMultiplyAdd(x, y1, p21);
                p22 = TLanes.FusedMultiplyAdd(x, y2, p22);
                x = TLanes.Load(ref a3[c]);
                p30 = TLanes.FusedMultiplyAdd(x, y0, p30);
                p31 = TLanes.FusedMultiplyAdd(x, y1, p31);
                p32 = TLanes.FusedMultiplyAdd(x, y2, p32);
            }

            T* to = lanes + lane;
            TLanes.Store(p00, ref to[0]);
            TLanes.Store(p01, ref to[VirtualLanes]);
            TLanes.Store(p02, ref to[2 * VirtualLanes]);
            TLanes.Store(p10, ref to[3 * VirtualLanes]);
            TLanes.Store(p11, ref to[4 * VirtualLanes]);
            TLanes.Store(p12, ref to[5 * VirtualLanes]);
            TLanes.Store(p20, ref to[6 * VirtualLanes]);
            TLanes.Store(p21, ref to[7 * VirtualLanes]);
            TLanes.Store(p22, ref to[8 * VirtualLanes]);
            TLanes.Store(p30, ref to[9 * VirtualLanes]);
            TLanes.Store(p31, ref to[10 * VirtualLanes]);
            TLanes.Store(p32, ref to[11 * VirtualLanes]);
        }
    }
}
