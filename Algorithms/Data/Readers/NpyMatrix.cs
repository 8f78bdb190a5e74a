using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>
/// An n x d array in an NPY file, read piece by piece, so that it may be larger than the memory. A file in C order and in the
/// byte order of this machine is read where the numbers lie. Others - Fortran order, the other byte order, gzip - are read
/// whole when the file is opened.
/// </summary>
public sealed class NpyMatrix : IDisposable
{
    private const int PieceBytes = 1 << 20;
    private const string Values = "its values";

    private readonly DataFileStream file;
    private readonly long origin;
    private readonly byte[]? whole;

    private NpyMatrix(DataFileStream file, NpyHeader header, int rows, int columns)
    {
        this.file = file;
        Rows = rows;
        Columns = columns;
        Element = header.Element;
        origin = file.Position;
        bool isTransposed = header.IsFortranOrder && rows > 1 && columns > 1;
        if (isTransposed || file.IsPacked || !header.IsNativeOrder)
            whole = ReadWhole(file, header);
        else
            CheckLength();
    }

    /// <summary>The full path of the file.</summary>
    public string Path => file.Path;

    /// <summary>n, at least 1.</summary>
    public int Rows { get; }

    /// <summary>d, at least 1.</summary>
    public int Columns { get; }

    /// <summary>How the numbers are stored.</summary>
    public NpyElement Element { get; }

    /// <summary>Whether the numbers stay in the file until they are asked for.</summary>
    internal bool IsReadInPlace => whole is null;

    private Int128 ByteCount => (Int128)Rows * Columns * NpyReader.SizeOf(Element);

    /// <summary>Opens a file with an array of two dimensions.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StarlingException">STAR0201, STAR0202, STAR0203 or STAR0208; also where there are no rows or no columns.</exception>
    public static NpyMatrix Open(string path) => Open(path, dimensions: 2,
        "an n x d array is needed, one update a row: numpy.save(path, x.reshape(n, -1))");

    /// <summary>Opens a file with an array of one dimension, as a matrix of one row.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StarlingException">STAR0201, STAR0202, STAR0203 or STAR0208.</exception>
    public static NpyMatrix OpenVector(string path) => Open(path, dimensions: 1,
        "an array of one dimension is needed: numpy.save(path, x.ravel())");

    /// <summary>Reads and converts neighbouring numbers of one row. Threads may read at the same time.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">The first column.</param>
    /// <param name="destination">As many numbers as are wanted, overwritten.</param>
    /// <typeparam name="T">The type wanted.</typeparam>
    /// <returns>Whether all of them are finite.</returns>
    /// <exception cref="StarlingException">STAR0201 or STAR0202: the file changed since it was opened.</exception>
    public bool Read<T>(int row, int start, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (long)destination.Length, Columns, nameof(destination));
        return Element switch
        {
            NpyElement.UInt8 => Read<byte, T>(row, start, destination),
            NpyElement.Int8 => Read<sbyte, T>(row, start, destination),
            NpyElement.UInt16 => Read<ushort, T>(row, start, destination),
            NpyElement.Int16 => Read<short, T>(row, start, destination),
            NpyElement.UInt32 => Read<uint, T>(row, start, destination),
            NpyElement.Int32 => Read<int, T>(row, start, destination),
            NpyElement.UInt64 => Read<ulong, T>(row, start, destination),
            NpyElement.Int64 => Read<long, T>(row, start, destination),
            NpyElement.Float16 => Read<Half, T>(row, start, destination),
            NpyElement.Float32 => Read<float, T>(row, start, destination),
            _ => Read<double, T>(row, start, destination),
        };
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private static NpyMatrix Open(string path, int dimensions, string wanted)
    {
        DataFileStream opened = DataFileStream.Open(path);
        try
        {
            NpyHeader header = NpyHeader.Read(opened);
            string shape = $"({string.Join(", ", header.Shape)})";
            if (header.Shape.Length != dimensions)
                throw NpyReader.Corrupted(opened.Path, $"its shape is {shape}, and {wanted}");
            if (header.Shape.Contains(0))
                throw NpyReader.Corrupted(opened.Path, $"its shape is {shape}, which holds no number; {wanted}");
            return new NpyMatrix(opened, header, dimensions == 1 ? 1 : header.Shape[0], header.Shape[^1]);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private byte[] ReadWhole(DataFileStream from, NpyHeader header)
    {
        if (ByteCount > Array.MaxLength)
        {
            throw new StarlingException(ErrorCatalog.DataTooLarge,
                $"{from.Path} holds {ByteCount} bytes of numbers, which can be read only from a plain file in C order and the byte order "
                + "of this machine: numpy.save(path, numpy.ascontiguousarray(x)).");
        }

        return NpyReader.ReadElements(from, header).Data;
    }

    private void CheckLength()
    {
        long there = file.FileLength - origin;
        if (there < ByteCount)
        {
            throw new StarlingException(ErrorCatalog.DataTruncated,
                $"{file.Path} is truncated: it announces {ByteCount} bytes for {Values} and has {there}; fetch the file again.");
        }

        if (there > ByteCount)
        {
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{file.Path} goes on for {(Int128)there - ByteCount} bytes behind the end that its header tells; fetch the file again.");
        }
    }

    private bool Read<TStored, T>(int row, int start, Span<T> destination)
        where TStored : unmanaged, INumberBase<TStored>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = NpyReader.SizeOf(Element);
        int piece = PieceBytes / size;
        TStored[] stored = typeof(TStored) == typeof(T) ? [] : new TStored[Math.Min(piece, destination.Length)];
        bool isFinite = true;
        for (int done = 0; done < destination.Length; done += piece)
        {
            Span<T> part = destination[done..Math.Min(destination.Length, done + piece)];
            long place = (((long)row * Columns) + start + done) * size;
            if (typeof(TStored) == typeof(T))
            {
                Fill(MemoryMarshal.AsBytes(part), place);
            }
            else
            {
                Fill(MemoryMarshal.AsBytes(stored.AsSpan(0, part.Length)), place);
                for (int i = 0; i < part.Length; i++)
                    part[i] = T.CreateTruncating(stored[i]);
            }

            isFinite &= VectorKernels.IsFinite<T>(part);
        }

        return isFinite;
    }

    private void Fill(Span<byte> bytes, long place)
    {
        if (whole is null)
            file.FillAt(bytes, origin + place, Values);
        else
            whole.AsSpan((int)place, bytes.Length).CopyTo(bytes);
    }
}
