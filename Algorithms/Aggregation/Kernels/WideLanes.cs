using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// Elements of any type as doubles in a register: what joins sorted values. Every operation is one IEEE operation an element, so that
/// the bits do not depend on the width.
/// </summary>
/// <typeparam name="TWide">The register.</typeparam>
internal unsafe interface IWideLanes<TWide>
    where TWide : struct
{
    /// <summary>The number of elements in a register.</summary>
    static abstract int Count { get; }

    /// <summary>Loads and widens; exact.</summary>
    static abstract TWide Load<T>(T* source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Rounds to the element type and stores.</summary>
    static abstract void Store<T>(TWide value, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Rounds and stores past the caches, where nothing is read before it is overwritten.</summary>
    /// <remarks>The destination lies on a multiple of the bytes that are stored. Whoever hands it on fences first.</remarks>
    static abstract void StorePast<T>(TWide value, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract TWide Broadcast(double value);

    static abstract TWide Add(TWide left, TWide right);

    static abstract TWide Subtract(TWide left, TWide right);

    static abstract TWide Multiply(TWide left, TWide right);

    static abstract TWide Divide(TWide left, TWide right);

    /// <summary>left * right + addend with one rounding.</summary>
    static abstract TWide FusedMultiplyAdd(TWide left, TWide right, TWide addend);

    /// <summary>All bits of an element where left is less than right.</summary>
    static abstract TWide Less(TWide left, TWide right);

    /// <summary>All bits of an element where left equals right.</summary>
    static abstract TWide Equal(TWide left, TWide right);

    /// <summary>The bits of left that right has not.</summary>
    static abstract TWide AndNot(TWide left, TWide right);

    static abstract TWide Or(TWide left, TWide right);

    /// <summary>chosen where the mask has bits, other elsewhere.</summary>
    static abstract TWide Select(TWide mask, TWide chosen, TWide other);

    /// <summary>One bit an element: its sign, which says whether a mask has bits there.</summary>
    static abstract uint Bits(TWide mask);
}

/// <summary>Eight doubles in 512 bits.</summary>
internal readonly unsafe struct WideLanes512 : IWideLanes<Vector512<double>>
{
    public static int Count => Vector512<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load<T>(T* source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => DoubleLanes.Load(ref *source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<double> value, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => DoubleLanes.Store(value, ref *destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePast<T>(Vector512<double> value, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
            value.StoreAlignedNonTemporal((double*)destination);
        else if (typeof(T) == typeof(float))
            Vector512.Narrow(value, value).GetLower().StoreAlignedNonTemporal((float*)destination);
        else
            Store(value, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> left, Vector512<double> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Subtract(Vector512<double> left, Vector512<double> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Multiply(Vector512<double> left, Vector512<double> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Divide(Vector512<double> left, Vector512<double> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> FusedMultiplyAdd(Vector512<double> left, Vector512<double> right, Vector512<double> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Less(Vector512<double> left, Vector512<double> right) => Vector512.LessThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Equal(Vector512<double> left, Vector512<double> right) => Vector512.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AndNot(Vector512<double> left, Vector512<double> right) => Vector512.AndNot(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Or(Vector512<double> left, Vector512<double> right) => left | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Select(Vector512<double> mask, Vector512<double> chosen, Vector512<double> other) =>
        Vector512.ConditionalSelect(mask, chosen, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Vector512<double> mask) => (uint)mask.ExtractMostSignificantBits();
}

/// <summary>Four doubles in 256 bits; where the machine has not as many, the runtime makes them of narrower ones.</summary>
internal readonly unsafe struct WideLanes256 : IWideLanes<Vector256<double>>
{
    public static int Count => Vector256<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load<T>(T* source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
            return Vector256.Load((double*)source);
        if (typeof(T) == typeof(float))
        {
            Vector128<float> narrow = Vector128.Load((float*)source);
            return Avx.IsSupported
                ? Avx.ConvertToVector256Double(narrow)
                : Vector256.Create(Vector128.WidenLower(narrow), Vector128.WidenUpper(narrow));
        }

        return Vector256.Create(
            double.CreateTruncating(source[0]),
            double.CreateTruncating(source[1]),
            double.CreateTruncating(source[2]),
            double.CreateTruncating(source[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<double> value, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            value.Store((double*)destination);
        }
        else if (typeof(T) == typeof(float))
        {
            Vector128<float> narrow = Avx.IsSupported
                ? Avx.ConvertToVector128Single(value)
                : Vector128.Narrow(value.GetLower(), value.GetUpper());
            narrow.Store((float*)destination);
        }
        else
        {
            for (int i = 0; i < Count; i++)
                destination[i] = T.CreateTruncating(value.GetElement(i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePast<T>(Vector256<double> value, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            value.StoreAlignedNonTemporal((double*)destination);
        }
        else if (typeof(T) == typeof(float))
        {
            Vector128<float> narrow = Avx.IsSupported
                ? Avx.ConvertToVector128Single(value)
                : Vector128.Narrow(value.GetLower(), value.GetUpper());
            narrow.StoreAlignedNonTemporal((float*)destination);
        }
        else
        {
            Store(value, destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> left, Vector256<double> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Subtract(Vector256<double> left, Vector256<double> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Multiply(Vector256<double> left, Vector256<double> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Divide(Vector256<double> left, Vector256<double> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> FusedMultiplyAdd(Vector256<double> left, Vector256<double> right, Vector256<double> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Less(Vector256<double> left, Vector256<double> right) => Vector256.LessThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Equal(Vector256<double> left, Vector256<double> right) => Vector256.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AndNot(Vector256<double> left, Vector256<double> right) => Vector256.AndNot(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Or(Vector256<double> left, Vector256<double> right) => left | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Select(Vector256<double> mask, Vector256<double> chosen, Vector256<double> other) =>
        Vector256.ConditionalSelect(mask, chosen, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Vector256<double> mask) => mask.ExtractMostSignificantBits();
}
