using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// Eight elements of any type as eight doubles and back: what the kernels that accumulate in double are made of. Where the
/// machine has no 512-bit registers the runtime makes <see cref="Vector512{T}"/> of narrower ones, with the same bits.
/// </summary>
internal static class DoubleLanes
{
    /// <summary>How many elements are converted at a time.</summary>
    public const int Count = 8;

    /// <summary>Loads eight elements, widened to double. Exact for float and double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load<T>(ref readonly T source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
            return Vector512.LoadUnsafe(in source).AsDouble();
        if (typeof(T) == typeof(float))
        {
            Vector256<float> narrow = Vector256.LoadUnsafe(in source).AsSingle();
            return Vector512.IsHardwareAccelerated
                ? Vector512.WidenLower(narrow.ToVector512Unsafe())
                : Vector512.Create(Vector256.WidenLower(narrow), Vector256.WidenUpper(narrow));
        }

        Unsafe.SkipInit(out Vector512<double> wide);
        ref double element = ref Unsafe.As<Vector512<double>, double>(ref wide);
        for (int i = 0; i < Count; i++)
            Unsafe.Add(ref element, i) = double.CreateTruncating(Unsafe.Add(ref Unsafe.AsRef(in source), i));
        return wide;
    }

    /// <summary>Stores eight doubles, each rounded to the element type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<double> value, ref T destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            value.As<double, T>().StoreUnsafe(ref destination);
        }
        else if (typeof(T) == typeof(float))
        {
            Vector256<float> narrow = Vector512.IsHardwareAccelerated
                ? Vector512.Narrow(value, value).GetLower()
                : Vector256.Narrow(value.GetLower(), value.GetUpper());
            narrow.As<float, T>().StoreUnsafe(ref destination);
        }
        else
        {
            for (int i = 0; i < Count; i++)
                Unsafe.Add(ref destination, i) = T.CreateTruncating(value.GetElement(i));
        }
    }
}
