using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>DADAO's vectors of a node as addresses.</summary>
internal readonly unsafe struct DadaoVectors<T>
    where T : unmanaged
{
    public required T* X { get; init; }

    public required T* XTilde { get; init; }

    public required T* Y { get; init; }

    public required T* YTilde { get; init; }

    public required T* Z { get; init; }

    public required T* ZTilde { get; init; }
}

/// <summary>The element-wise work of DADAO, one pass over a node's vectors an event; the same bits at every register width.</summary>
internal static unsafe class DadaoKernel
{
    /// <summary>Follows the flow in place.</summary>
    /// <param name="node">The node's vectors.</param>
    /// <param name="dimension">d.</param>
    /// <param name="step">The stretch of time.</param>
    public static void Advance<T>(in DadaoVectors<T> node, int dimension, in DadaoStep step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = Lanes.Has512<T>() ? Advance<Lanes512<T>, Vector512<T>, T>(node, dimension, step, 0)
            : Lanes.Has256<T>() ? Advance<Lanes256<T>, Vector256<T>, T>(node, dimension, step, 0)
            : Lanes.Has128<T>() ? Advance<Lanes128<T>, Vector128<T>, T>(node, dimension, step, 0)
            : 0;
        Advance<ScalarLanes<T>, T, T>(node, dimension, step, done);
    }

    /// <summary>The jump of a gradient event: G = g - nu x - y~; x -= gamma G; x~ -= gamma~ G; y~ += delta G.</summary>
    /// <param name="node">The node's vectors.</param>
    /// <param name="dimension">d.</param>
    /// <param name="gradient">g, d numbers.</param>
    /// <param name="constants">The steps.</param>
    public static void Gradient<T>(in DadaoVectors<T> node, int dimension, T* gradient, DadaoConstants constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = Lanes.Has512<T>() ? Gradient<Lanes512<T>, Vector512<T>, T>(node, dimension, gradient, constants, 0)
            : Lanes.Has256<T>() ? Gradient<Lanes256<T>, Vector256<T>, T>(node, dimension, gradient, constants, 0)
            : Lanes.Has128<T>() ? Gradient<Lanes128<T>, Vector128<T>, T>(node, dimension, gradient, constants, 0)
            : 0;
        Gradient<ScalarLanes<T>, T, T>(node, dimension, gradient, constants, done);
    }

    /// <summary>The jump of a swap at one end: M = own - theirs; z -= beta M; z~ -= beta~ M.</summary>
    /// <param name="node">The node's vectors.</param>
    /// <param name="dimension">d.</param>
    /// <param name="own">y + z of this node.</param>
    /// <param name="theirs">y + z of the other one.</param>
    /// <param name="constants">The steps.</param>
    public static void Swap<T>(in DadaoVectors<T> node, int dimension, T* own, T* theirs, DadaoConstants constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = Lanes.Has512<T>() ? Swap<Lanes512<T>, Vector512<T>, T>(node, dimension, own, theirs, constants, 0)
            : Lanes.Has256<T>() ? Swap<Lanes256<T>, Vector256<T>, T>(node, dimension, own, theirs, constants, 0)
            : Lanes.Has128<T>() ? Swap<Lanes128<T>, Vector128<T>, T>(node, dimension, own, theirs, constants, 0)
            : 0;
        Swap<ScalarLanes<T>, T, T>(node, dimension, own, theirs, constants, done);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Advance<TLanes, TVector, T>(in DadaoVectors<T> node, int dimension, in DadaoStep step, int start)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* px = node.X;
        T* pxt = node.XTilde;
        T* py = node.Y;
        T* pyt = node.YTilde;
        T* pz = node.Z;
        T* pzt = node.ZTilde;
        TVector keepX = Broadcast<TLanes, TVector, T>(step.KeepX);
        TVector keepZ = Broadcast<TLanes, TVector, T>(step.KeepZ);
        TVector meanX = Broadcast<TLanes, TVector, T>(step.MeanX);
        TVector meanZ = Broadcast<TLanes, TVector, T>(step.MeanZ);
        TVector nu = Broadcast<TLanes, TVector, T>(step.Nu);
        TVector yFromY = Broadcast<TLanes, TVector, T>(step.YFromY);
        TVector yFromT = Broadcast<TLanes, TVector, T>(step.YFromT);
        TVector yFromMeans = Broadcast<TLanes, TVector, T>(step.YFromMeans);
        TVector yFromZ = Broadcast<TLanes, TVector, T>(step.YFromZ);
        TVector yFromX = Broadcast<TLanes, TVector, T>(step.YFromX);
        TVector tFromY = Broadcast<TLanes, TVector, T>(step.TFromY);
        TVector tFromT = Broadcast<TLanes, TVector, T>(step.TFromT);
        TVector tFromMeans = Broadcast<TLanes, TVector, T>(step.TFromMeans);
        TVector tFromZ = Broadcast<TLanes, TVector, T>(step.TFromZ);
        TVector tFromX = Broadcast<TLanes, TVector, T>(step.TFromX);
        int c = start;
        for (; c <= dimension - TLanes.Count; c += TLanes.Count)
        {
            TVector x = TLanes.Load(ref px[c]);
            TVector xt = TLanes.Load(ref pxt[c]);
            TVector z = TLanes.Load(ref pz[c]);
            TVector zt = TLanes.Load(ref pzt[c]);
            TVector xMean = TLanes.FusedMultiplyAdd(meanX, TLanes.Subtract(x, xt), xt);
            TVector zMean = TLanes.FusedMultiplyAdd(meanZ, TLanes.Subtract(z, zt), zt);
            TVector xtOff = TLanes.Subtract(xt, xMean);
            TVector zOff = TLanes.Subtract(z, zMean);
            TLanes.Store(TLanes.FusedMultiplyAdd(keepX, TLanes.Subtract(x, xMean), xMean), ref px[c]);
            TLanes.Store(TLanes.FusedMultiplyAdd(keepX, xtOff, xMean), ref pxt[c]);
            TLanes.Store(TLanes.FusedMultiplyAdd(keepZ, zOff, zMean), ref pz[c]);
            TLanes.Store(TLanes.FusedMultiplyAdd(keepZ, TLanes.Subtract(zt, zMean), zMean), ref pzt[c]);

            TVector u0 = TLanes.FusedMultiplyAdd(nu, xMean, zMean);
            TVector ux = TLanes.Multiply(nu, xtOff);
            TVector y = TLanes.Load(ref py[c]);
            TVector yt = TLanes.Load(ref pyt[c]);
            TVector newY = TLanes.FusedMultiplyAdd(yFromX, ux, TLanes.FusedMultiplyAdd(yFromZ, zOff, TLanes.Multiply(yFromMeans, u0)));
            TVector newYt = TLanes.FusedMultiplyAdd(tFromX, ux, TLanes.FusedMultiplyAdd(tFromZ, zOff, TLanes.Multiply(tFromMeans, u0)));
            TLanes.Store(TLanes.FusedMultiplyAdd(yFromY, y, TLanes.FusedMultiplyAdd(yFromT, yt, newY)), ref py[c]);
            TLanes.Store(TLanes.FusedMultiplyAdd(tFromY, y, TLanes.FusedMultiplyAdd(tFromT, yt, newYt)), ref pyt[c]);
        }

        return c;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Gradient<TLanes, TVector, T>(in DadaoVectors<T> node, int dimension, T* gradient, DadaoConstants constants, int start)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* px = node.X;
        T* pxt = node.XTilde;
        T* pyt = node.YTilde;
        TVector nu = Broadcast<TLanes, TVector, T>(-constants.Nu);
        TVector gamma = Broadcast<TLanes, TVector, T>(-constants.Gamma);
        TVector gammaTilde = Broadcast<TLanes, TVector, T>(-constants.GammaTilde);
        TVector delta = Broadcast<TLanes, TVector, T>(constants.Delta);
        int c = start;
        for (; c <= dimension - TLanes.Count; c += TLanes.Count)
        {
            TVector x = TLanes.Load(ref px[c]);
            TVector yt = TLanes.Load(ref pyt[c]);
            TVector g = TLanes.Subtract(TLanes.FusedMultiplyAdd(nu, x, TLanes.Load(ref gradient[c])), yt);
            TLanes.Store(TLanes.FusedMultiplyAdd(gamma, g, x), ref px[c]);
            TLanes.Store(TLanes.FusedMultiplyAdd(gammaTilde, g, TLanes.Load(ref pxt[c])), ref pxt[c]);
            TLanes.Store(TLanes.FusedMultiplyAdd(delta, g, yt), ref pyt[c]);
        }

        return c;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Swap<TLanes, TVector, T>(in DadaoVectors<T> node, int dimension, T* own, T* theirs, DadaoConstants constants, int start)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* pz = node.Z;
        T* pzt = node.ZTilde;
        TVector beta = Broadcast<TLanes, TVector, T>(-constants.Beta);
        TVector betaTilde = Broadcast<TLanes, TVector, T>(-constants.BetaTilde);
        int c = start;
        for (; c <= dimension - TLanes.Count; c += TLanes.Count)
        {
            TVector m = TLanes.Subtract(TLanes.Load(ref own[c]), TLanes.Load(ref theirs[c]));
            TLanes.Store(TLanes.FusedMultiplyAdd(beta, m, TLanes.Load(ref pz[c])), ref pz[c]);
            TLanes.Store(TLanes.FusedMultiplyAdd(betaTilde, m, TLanes.Load(ref pzt[c])), ref pzt[c]);
        }

        return c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Broadcast<TLanes, TVector, T>(double value)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TLanes.Broadcast(T.CreateTruncating(value));
}
