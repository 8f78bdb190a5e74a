using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Starling.Algorithms.Data;

/// <summary>Writes NPY files, version 1.0, little-endian, C order: what <c>numpy.load</c> reads.</summary>
public static class NpyWriter
{
    private const int Alignment = 64;

    /// <summary>Writes an array of floats or doubles.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="values">The elements, the last dimension fastest.</param>
    /// <param name="shape">The length of every dimension; their product is the number of elements.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">The shape does not fit the elements.</exception>
    /// <exception cref="NotSupportedException">Another element type.</exception>
    public static void Write<T>(string path, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long count = 1;
        foreach (int length in shape)
            count *= length;
        if (count != values.Length)
            throw new ArgumentException($"A shape of {count} elements does not fit {values.Length} values.", nameof(shape));

        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        WriteHeader<T>(file, shape);
        WriteValues(file, values);
    }

    /// <summary>Writes the beginning of a file, behind which come the elements, in as many pieces as one likes.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="shape">The length of every dimension.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="NotSupportedException">Another element type.</exception>
    public static void WriteHeader<T>(Stream file, params ReadOnlySpan<int> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => file.Write(Header(TypeOf<T>(), shape));

    /// <summary>Writes elements behind the header and the elements before them.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="values">The elements.</param>
    /// <typeparam name="T">The type that the header has.</typeparam>
    public static void WriteValues<T>(Stream file, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (BitConverter.IsLittleEndian)
        {
            // Spans of bytes end at 2 GiB; the elements may be more.
            for (int start = 0; start < values.Length; start += 1 << 24)
                file.Write(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(1 << 24, values.Length - start))));
            return;
        }

        Span<byte> bytes = stackalloc byte[8];
        foreach (T value in values)
        {
            if (typeof(T) == typeof(float))
                BinaryPrimitives.WriteSingleLittleEndian(bytes, float.CreateTruncating(value));
            else
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, double.CreateTruncating(value));
            file.Write(bytes[..Marshal.SizeOf<T>()]);
        }
    }

    private static string TypeOf<T>() => typeof(T) == typeof(float) ? "<f4"
        : typeof(T) == typeof(double) ? "<f8"
        : throw new NotSupportedException($"NPY files are written with float or double, not {typeof(T).Name}.");

    // Magic, version, the length of the text, the text padded so that the elements begin at a multiple of 64.
    private static byte[] Header(string type, ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder($"{{'descr': '{type}', 'fortran_order': False, 'shape': (");
        foreach (int length in shape)
            text.Append(length).Append(", ");
        text.Append("), }");
        int unpadded = 10 + text.Length + 1;
        text.Append(' ', (Alignment - (unpadded % Alignment)) % Alignment).Append('\n');

        byte[] header = new byte[10 + text.Length];
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text.ToString(), header.AsSpan(10));
        return header;
    }
}
