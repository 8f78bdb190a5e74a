using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>A <see cref="DadaoStep"/> with every number in all lanes of a register: the flow of as many coordinates at once.</summary>
/// <typeparam name="TLanes">The operations.</typeparam>
/// <typeparam name="TVector">The register.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly struct DadaoFlowLanes<TLanes, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TVector keepX;
    private readonly TVector keepZ;
    private readonly TVector meanX;
    private readonly TVector meanZ;
    private readonly TVector nu;
    private readonly TVector yFromY;
    private readonly TVector yFromT;
    private readonly TVector yFromMeans;
    private readonly TVector yFromZ;
    private readonly TVector yFromX;
    private readonly TVector tFromY;
    private readonly TVector tFromT;
    private readonly TVector tFromMeans;
    private readonly TVector tFromZ;
    private readonly TVector tFromX;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DadaoFlowLanes(in DadaoStep step)
    {
        keepX = Broadcast(step.KeepX);
        keepZ = Broadcast(step.KeepZ);
        meanX = Broadcast(step.MeanX);
        meanZ = Broadcast(step.MeanZ);
        nu = Broadcast(step.Nu);
        yFromY = Broadcast(step.YFromY);
        yFromT = Broadcast(step.YFromT);
        yFromMeans = Broadcast(step.YFromMeans);
        yFromZ = Broadcast(step.YFromZ);
        yFromX = Broadcast(step.YFromX);
        tFromY = Broadcast(step.TFromY);
        tFromT = Broadcast(step.TFromT);
        tFromMeans = Broadcast(step.TFromMeans);
        tFromZ = Broadcast(step.TFromZ);
        tFromX = Broadcast(step.TFromX);
    }

    /// <summary>The step in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DadaoFlowLanes<TLanes, TVector, T> Of(in DadaoStep step) => new(step);

    /// <summary>Follows the flow. x, x~, y and y~ are stored; what y and z are by now is for the caller too, and z and z~ are for it to store.</summary>
    /// <param name="at">The node's vectors at the first of the coordinates.</param>
    /// <param name="newY">y by then.</param>
    /// <param name="newZ">z by then.</param>
    /// <param name="newZTilde">z~ by then.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Follow(DadaoVectors<T> at, out TVector newY, out TVector newZ, out TVector newZTilde)
    {
        TVector x = TLanes.Load(ref *at.X);
        TVector xt = TLanes.Load(ref *at.XTilde);
        TVector z = TLanes.Load(ref *at.Z);
        TVector zt = TLanes.Load(ref *at.ZTilde);
        TVector xMean = TLanes.FusedMultiplyAdd(meanX, TLanes.Subtract(x, xt), xt);
        TVector zMean = TLanes.FusedMultiplyAdd(meanZ, TLanes.Subtract(z, zt), zt);
        TVector xtOff = TLanes.Subtract(xt, xMean);
        TVector zOff = TLanes.Subtract(z, zMean);
        TLanes.Store(TLanes.FusedMultiplyAdd(keepX, TLanes.Subtract(x, xMean), xMean), ref *at.X);
        TLanes.Store(TLanes.FusedMultiplyAdd(keepX, xtOff, xMean), ref *at.XTilde);
        newZ = TLanes.FusedMultiplyAdd(keepZ, zOff, zMean);
        newZTilde = TLanes.FusedMultiplyAdd(keepZ, TLanes.Subtract(zt, zMean), zMean);

        TVector u0 = TLanes.FusedMultiplyAdd(nu, xMean, zMean);
        TVector ux = TLanes.Multiply(nu, xtOff);
        TVector y = TLanes.Load(ref *at.Y);
        TVector yt = TLanes.Load(ref *at.YTilde);
        TVector path = TLanes.FusedMultiplyAdd(yFromX, ux, TLanes.FusedMultiplyAdd(yFromZ, zOff, TLanes.Multiply(yFromMeans, u0)));
        TVector pathT = TLanes.FusedMultiplyAdd(tFromX, ux, TLanes.FusedMultiplyAdd(tFromZ, zOff, TLanes.Multiply(tFromMeans, u0)));
        newY = TLanes.FusedMultiplyAdd(yFromY, y, TLanes.FusedMultiplyAdd(yFromT, yt, path));
        TLanes.Store(newY, ref *at.Y);
        TLanes.Store(TLanes.FusedMultiplyAdd(tFromY, y, TLanes.FusedMultiplyAdd(tFromT, yt, pathT)), ref *at.YTilde);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Broadcast(double value) => TLanes.Broadcast(T.CreateTruncating(value));
}
