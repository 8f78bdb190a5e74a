using System.Numerics;
using System.Runtime.InteropServices;

namespace Starling.Algorithms.Data;

/// <summary>The element types that an NPY file may have here.</summary>
public enum NpyElement
{
    /// <summary>One byte, 0 to 255; also booleans.</summary>
    UInt8,

    /// <summary>One byte, -128 to 127.</summary>
    Int8,

    /// <summary>Two bytes, not negative.</summary>
    UInt16,

    /// <summary>Two bytes.</summary>
    Int16,

    /// <summary>Four bytes, not negative.</summary>
    UInt32,

    /// <summary>Four bytes.</summary>
    Int32,

    /// <summary>Eight bytes, not negative.</summary>
    UInt64,

    /// <summary>Eight bytes.</summary>
    Int64,

    /// <summary>Half precision.</summary>
    Float16,

    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Double precision.</summary>
    Float64,
}

/// <summary>A NumPy array in memory.</summary>
/// <param name="Shape">The length of every dimension; empty for a single number.</param>
/// <param name="Element">The element type.</param>
/// <param name="Data">The elements in the byte order of this machine, the last dimension fastest.</param>
public sealed record NpyArray(IReadOnlyList<int> Shape, NpyElement Element, byte[] Data)
{
    /// <summary>The number of elements.</summary>
    public int Count => Data.Length / NpyReader.SizeOf(Element);

    /// <summary>Converts all elements.</summary>
    /// <param name="destination"><see cref="Count"/> numbers, overwritten.</param>
    /// <typeparam name="T">The type wanted.</typeparam>
    public void CopyTo<T>(Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        switch (Element)
        {
            case NpyElement.UInt8: Convert<byte, T>(destination); break;
            case NpyElement.Int8: Convert<sbyte, T>(destination); break;
            case NpyElement.UInt16: Convert<ushort, T>(destination); break;
            case NpyElement.Int16: Convert<short, T>(destination); break;
            case NpyElement.UInt32: Convert<uint, T>(destination); break;
            case NpyElement.Int32: Convert<int, T>(destination); break;
            case NpyElement.UInt64: Convert<ulong, T>(destination); break;
            case NpyElement.Int64: Convert<long, T>(destination); break;
            case NpyElement.Float16: Convert<Half, T>(destination); break;
            case NpyElement.Float32: Convert<float, T>(destination); break;
            default: Convert<double, T>(destination); break;
        }
    }

    /// <summary>All elements, converted.</summary>
    /// <typeparam name="T">The type wanted.</typeparam>
    public T[] ToArray<T>()
        where T : unmanaged, INumberBase<T>
    {
        T[] values = new T[Count];
        CopyTo<T>(values);
        return values;
    }

    private void Convert<TFrom, TTo>(Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        ReadOnlySpan<TFrom> source = MemoryMarshal.Cast<byte, TFrom>(Data);
        if (typeof(TFrom) == typeof(TTo))
        {
            MemoryMarshal.Cast<TFrom, TTo>(source).CopyTo(destination);
            return;
        }

        for (int i = 0; i < source.Length; i++)
            destination[i] = TTo.CreateTruncating(source[i]);
    }
}
