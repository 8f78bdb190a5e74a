using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>The element-wise work of DADAO, one pass over a node's vectors an event; the same bits at every register width.</summary>
internal static unsafe class DadaoKernel
{
    // A loop inlined into its callers leaves the compiler no budget to inline its operations.
    private const MethodImplOptions Loop = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Follows the flow in place.</summary>
    /// <param name="node">The node's vectors.</param>
    /// <param name="dimension">d.</param>
    /// <param name="step">The stretch of time.</param>
    /// <param name="coming">The vectors that are needed next, to be brought near meanwhile; null vectors for none.</param>
    public static void Advance<T>(DadaoVectors<T> node, int dimension, in DadaoStep step, DadaoVectors<T> coming)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = Lanes.Has512<T>() ? Advance<Lanes512<T>, Vector512<T>, T>(node, dimension, step, coming, 0)
            : Lanes.Has256<T>() ? Advance<Lanes256<T>, Vector256<T>, T>(node, dimension, step, coming, 0)
            : Lanes.Has128<T>() ? Advance<Lanes128<T>, Vector128<T>, T>(node, dimension, step, coming, 0)
            : 0;
        Advance<ScalarLanes<T>, T, T>(node, dimension, step, coming, done);
    }

    /// <summary>Follows the flow at both ends of an edge, and then does both halves of a swap, in one pass.</summary>
    /// <param name="i">The vectors of one end.</param>
    /// <param name="j">The vectors of the other end.</param>
    /// <param name="dimension">d.</param>
    /// <param name="stepI">The stretch of time of i.</param>
    /// <param name="stepJ">The stretch of time of j.</param>
    /// <param name="constants">The steps.</param>
    /// <param name="comingI">Vectors that are needed next, to be brought near meanwhile; null vectors for none.</param>
    /// <param name="comingJ">The same, of a second node.</param>
    public static void Swap<T>(
        DadaoVectors<T> i, DadaoVectors<T> j, int dimension, in DadaoStep stepI, in DadaoStep stepJ, DadaoConstants constants, DadaoVectors<T> comingI, DadaoVectors<T> comingJ)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = Lanes.Has512<T>() ? Swap<Lanes512<T>, Vector512<T>, T>(i, j, dimension, stepI, stepJ, constants, comingI, comingJ, 0)
            : Lanes.Has256<T>() ? Swap<Lanes256<T>, Vector256<T>, T>(i, j, dimension, stepI, stepJ, constants, comingI, comingJ, 0)
            : Lanes.Has128<T>() ? Swap<Lanes128<T>, Vector128<T>, T>(i, j, dimension, stepI, stepJ, constants, comingI, comingJ, 0)
            : 0;
        Swap<ScalarLanes<T>, T, T>(i, j, dimension, stepI, stepJ, constants, comingI, comingJ, done);
    }

    /// <summary>The jump of a gradient event: G = g - nu x - y~; x -= gamma G; x~ -= gamma~ G; y~ += delta G.</summary>
    /// <param name="node">The node's vectors.</param>
    /// <param name="dimension">d.</param>
    /// <param name="gradient">g, d numbers.</param>
    /// <param name="constants">The steps.</param>
    public static void Gradient<T>(DadaoVectors<T> node, int dimension, T* gradient, DadaoConstants constants)
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
    public static void Swap<T>(DadaoVectors<T> node, int dimension, T* own, T* theirs, DadaoConstants constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = Lanes.Has512<T>() ? Swap<Lanes512<T>, Vector512<T>, T>(node, dimension, own, theirs, constants, 0)
            : Lanes.Has256<T>() ? Swap<Lanes256<T>, Vector256<T>, T>(node, dimension, own, theirs, constants, 0)
            : Lanes.Has128<T>() ? Swap<Lanes128<T>, Vector128<T>, T>(node, dimension, own, theirs, constants, 0)
            : 0;
        Swap<ScalarLanes<T>, T, T>(node, dimension, own, theirs, constants, done);
    }

    [MethodImpl(Loop)]
    private static int Advance<TLanes, TVector, T>(DadaoVectors<T> node, int dimension, in DadaoStep step, DadaoVectors<T> coming, int start)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var flow = DadaoFlowLanes<TLanes, TVector, T>.Of(step);
        int c = start;
        for (; c <= dimension - TLanes.Count; c += TLanes.Count)
        {
            if (c % DadaoVectors<T>.Line == 0)
                coming.Prefetch(c);
            DadaoVectors<T> at = node.At(c);
            flow.Follow(at, out _, out TVector z, out TVector zTilde);
            TLanes.Store(z, ref *at.Z);
            TLanes.Store(zTilde, ref *at.ZTilde);
        }

        return c;
    }

    [MethodImpl(Loop)]
    private static int Swap<TLanes, TVector, T>(
        DadaoVectors<T> i, DadaoVectors<T> j, int dimension, in DadaoStep stepI, in DadaoStep stepJ, DadaoConstants constants, DadaoVectors<T> comingI, DadaoVectors<T> comingJ, int start)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var flowI = DadaoFlowLanes<TLanes, TVector, T>.Of(stepI);
        var flowJ = DadaoFlowLanes<TLanes, TVector, T>.Of(stepJ);
        TVector beta = Broadcast<TLanes, TVector, T>(-constants.Beta);
        TVector betaTilde = Broadcast<TLanes, TVector, T>(-constants.BetaTilde);
        int c = start;
        for (; c <= dimension - TLanes.Count; c += TLanes.Count)
        {
            if (c % DadaoVectors<T>.Line == 0)
            {
                comingI.Prefetch(c);
                comingJ.Prefetch(c);
            }

            DadaoVectors<T> atI = i.At(c);
            DadaoVectors<T> atJ = j.At(c);
            flowI.Follow(atI, out TVector yI, out TVector zI, out TVector zTildeI);
            flowJ.Follow(atJ, out TVector yJ, out TVector zJ, out TVector zTildeJ);
            TVector sentI = TLanes.Add(yI, zI);
            TVector sentJ = TLanes.Add(yJ, zJ);
            TVector m = TLanes.Subtract(sentI, sentJ);
            TLanes.Store(TLanes.FusedMultiplyAdd(beta, m, zI), ref *atI.Z);
            TLanes.Store(TLanes.FusedMultiplyAdd(betaTilde, m, zTildeI), ref *atI.ZTilde);
            m = TLanes.Subtract(sentJ, sentI);
            TLanes.Store(TLanes.FusedMultiplyAdd(beta, m, zJ), ref *atJ.Z);
            TLanes.Store(TLanes.FusedMultiplyAdd(betaTilde, m, zTildeJ), ref *atJ.ZTilde);
        }

        return c;
    }

    [MethodImpl(Loop)]
    private static int Gradient<TLanes, TVector, T>(DadaoVectors<T> node, int dimension, T* gradient, DadaoConstants constants, int start)
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

    [MethodImpl(Loop)]
    private static int Swap<TLanes, TVector, T>(DadaoVectors<T> node, int dimension, T* own, T* theirs, DadaoConstants constants, int start)
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
