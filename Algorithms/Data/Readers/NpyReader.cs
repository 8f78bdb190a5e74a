using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>
/// Reads NPY, the format of <c>numpy.save</c>, versions 1 to 3: booleans, integers and floats of 2, 4 and 8 bytes, either byte
/// order, C or Fortran order. Plain or gzip. Object and structured arrays are refused.
/// </summary>
public static class NpyReader
{
    /// <summary>Reads one file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StarlingException">STAR0201, STAR0202, STAR0203 or STAR0208.</exception>
    public static NpyArray Read(string path)
    {
        using DataFileStream file = DataFileStream.Open(path);
        return ReadElements(file, NpyHeader.Read(file));
    }

    /// <summary>Reads what follows the header.</summary>
    internal static NpyArray ReadElements(DataFileStream file, NpyHeader header)
    {
        byte[] data = file.ReadBlock(header.ByteCount, "its values");
        file.ExpectEnd();
        if (header.IsBigEndian == BitConverter.IsLittleEndian)
            SwapBytes(data, SizeOf(header.Element));
        if (header.IsFortranOrder && header.Shape.Length > 1)
            data = FromFortranOrder(data, header.Shape, SizeOf(header.Element));
        return new NpyArray(header.Shape, header.Element, data);
    }

    /// <summary>The bytes of an element.</summary>
    public static int SizeOf(NpyElement element) => element switch
    {
        NpyElement.UInt8 or NpyElement.Int8 => 1,
        NpyElement.UInt16 or NpyElement.Int16 or NpyElement.Float16 => 2,
        NpyElement.UInt32 or NpyElement.Int32 or NpyElement.Float32 => 4,
        _ => 8,
    };

    internal static StarlingException Corrupted(string path, string what) =>
        new(ErrorCatalog.DataCorrupted, $"{path} is not a usable NPY file: {what}.");

    private static void SwapBytes(Span<byte> data, int size)
    {
        if (size == 1)
            return;
        for (int i = 0; i < data.Length; i += size)
            data.Slice(i, size).Reverse();
    }

    // Element number `from` counts with the first dimension fastest. An odometer over the dimensions keeps the place where it
    // belongs with the last dimension fastest.
    private static byte[] FromFortranOrder(byte[] data, int[] shape, int size)
    {
        byte[] ordered = new byte[data.Length];
        long[] strides = new long[shape.Length];
        strides[^1] = 1;
        for (int i = shape.Length - 2; i >= 0; i--)
            strides[i] = strides[i + 1] * shape[i + 1];

        int[] index = new int[shape.Length];
        long to = 0;
        for (int from = 0; from < data.Length / size; from++)
        {
            data.AsSpan(from * size, size).CopyTo(ordered.AsSpan((int)to * size));
            for (int dimension = 0; dimension < shape.Length; dimension++)
            {
                to += strides[dimension];
                if (++index[dimension] < shape[dimension])
                    break;
                to -= strides[dimension] * shape[dimension];
                index[dimension] = 0;
            }
        }

        return ordered;
    }
}
