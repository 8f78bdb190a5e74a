using System.Numerics;
using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// One to four neighbouring registers of a row of a matrix: what a micro-kernel of <see cref="MatrixMultiply"/> is wide. The
/// last register may overlap the one before it, which spares a special case for the rest of a row: both hold the same
/// numbers where they overlap.
/// </summary>
internal interface IRegisterRow<TSelf, TVector, T>
    where TSelf : struct
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Loads a row whose last register starts at <paramref name="last"/>.</summary>
    static abstract TSelf Load(ref T row, nint last);

    /// <summary>Stores a row whose last register starts at <paramref name="last"/>.</summary>
    static abstract void Store(TSelf value, ref T row, nint last);

    /// <summary>factor * row + sum, fused.</summary>
    static abstract TSelf MultiplyAdd(TVector factor, TSelf row, TSelf sum);
}

/// <summary>A row of one register.</summary>
internal readonly struct RegisterRow1<TLanes, TVector, T>(
    TVector register0)
    : IRegisterRow<RegisterRow1<TLanes, TVector, T>, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TVector register0 = register0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterRow1<TLanes, TVector, T> Load(ref T row, nint last) =>
        new(TLanes.Load(ref row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(RegisterRow1<TLanes, TVector, T> value, ref T row, nint last)
    {
        TLanes.Store(value.register0, ref row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterRow1<TLanes, TVector, T> MultiplyAdd(
        TVector factor, RegisterRow1<TLanes, TVector, T> row, RegisterRow1<TLanes, TVector, T> sum) =>
        new(TLanes.FusedMultiplyAdd(factor, row.register0, sum.register0));
}

/// <summary>A row of two registers.</summary>
internal readonly struct RegisterRow2<TLanes, TVector, T>(
    TVector register0, TVector register1)
    : IRegisterRow<RegisterRow2<TLanes, TVector, T>, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TVector register0 = register0;
    private readonly TVector register1 = register1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterRow2<TLanes, TVector, T> Load(ref T row, nint last) =>
        new(TLanes.Load(ref row),
            TLanes.Load(ref Unsafe.Add(ref row, last)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(RegisterRow2<TLanes, TVector, T> value, ref T row, nint last)
    {
        TLanes.Store(value.register0, ref row);
        TLanes.Store(value.register1, ref Unsafe.Add(ref row, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterRow2<TLanes, TVector, T> MultiplyAdd(
        TVector factor, RegisterRow2<TLanes, TVector, T> row, RegisterRow2<TLanes, TVector, T> sum) =>
        new(TLanes.FusedMultiplyAdd(factor, row.register0, sum.register0),
            TLanes.FusedMultiplyAdd(factor, row.register1, sum.register1));
}

/// <summary>A row of three registers.</summary>
internal readonly struct RegisterRow3<TLanes, TVector, T>(
    TVector register0, TVector register1, TVector register2)
    : IRegisterRow<RegisterRow3<TLanes, TVector, T>, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TVector register0 = register0;
    private readonly TVector register1 = register1;
    private readonly TVector register2 = register2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterRow3<TLanes, TVector, T> Load(ref T row, nint last) =>
        new(TLanes.Load(ref row),
            TLanes.Load(ref Unsafe.Add(ref row, TLanes.Count)),
            TLanes.Load(ref Unsafe.Add(ref row, last)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(RegisterRow3<TLanes, TVector, T> value, ref T row, nint last)
    {
        TLanes.Store(value.register0, ref row);
        TLanes.Store(value.register1, ref Unsafe.Add(ref row, TLanes.Count));
        TLanes.Store(value.register2, ref Unsafe.Add(ref row, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterRow3<TLanes, TVector, T> MultiplyAdd(
        TVector factor, RegisterRow3<TLanes, TVector, T> row, RegisterRow3<TLanes, TVector, T> sum) =>
        new(TLanes.FusedMultiplyAdd(factor, row.register0, sum.register0),
            TLanes.FusedMultiplyAdd(factor, row.register1, sum.register1),
            TLanes.FusedMultiplyAdd(factor, row.register2, sum.register2));
}

/// <summary>A row of four registers.</summary>
internal readonly struct RegisterRow4<TLanes, TVector, T>(
    TVector register0, TVector register1, TVector register2, TVector register3)
    : IRegisterRow<RegisterRow4<TLanes, TVector, T>, TVector, T>
    where TLanes : ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TVector register0 = register0;
    private readonly TVector register1 = register1;
    private readonly TVector register2 = register2;
    private readonly TVector register3 = register3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterRow4<TLanes, TVector, T> Load(ref T row, nint last) =>
        new(TLanes.Load(ref row),
            TLanes.Load(ref Unsafe.Add(ref row, TLanes.Count)),
            TLanes.Load(ref Unsafe.Add(ref row, 2 * TLanes.Count)),
            TLanes.Load(ref Unsafe.Add(ref row, last)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(RegisterRow4<TLanes, TVector, T> value, ref T row, nint last)
    {
        TLanes.Store(value.register0, ref row);
        TLanes.Store(value.register1, ref Unsafe.Add(ref row, TLanes.Count));
        TLanes.Store(value.register2, ref Unsafe.Add(ref row, 2 * TLanes.Count));
        TLanes.Store(value.register3, ref Unsafe.Add(ref row, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterRow4<TLanes, TVector, T> MultiplyAdd(
        TVector factor, RegisterRow4<TLanes, TVector, T> row, RegisterRow4<TLanes, TVector, T> sum) =>
        new(TLanes.FusedMultiplyAdd(factor, row.register0, sum.register0),
            TLanes.FusedMultiplyAdd(factor, row.register1, sum.register1),
            TLanes.FusedMultiplyAdd(factor, row.register2, sum.register2),
            TLanes.FusedMultiplyAdd(factor, row.register3, sum.register3));
}
