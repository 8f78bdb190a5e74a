using System.Buffers.Binary;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>An array of unsigned bytes as an IDX file holds it.</summary>
/// <param name="Shape">The length of every dimension.</param>
/// <param name="Values">The bytes, the last dimension fastest.</param>
public sealed record IdxArray(IReadOnlyList<int> Shape, byte[] Values);

/// <summary>
/// Reads IDX, the format of the MNIST family: two zero bytes, a type byte, a byte with the number of dimensions, a big-endian
/// int32 a dimension, then the values. Plain or gzip. Values must be unsigned bytes (type 0x08), as in every data set of that
/// family.
/// </summary>
public static class IdxReader
{
    private const byte UnsignedByte = 0x08;
    private const int MaximumDimensions = 8;

    /// <summary>Reads one file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StarlingException">STAR0201, STAR0202, STAR0203 or STAR0208.</exception>
    public static IdxArray Read(string path)
    {
        using DataFileStream file = DataFileStream.Open(path);
        Span<byte> header = stackalloc byte[4];
        file.Fill(header, "the IDX header");
        if (header[0] != 0 || header[1] != 0)
            throw Corrupted(file, "it does not begin with the two zero bytes of an IDX file");
        if (header[2] != UnsignedByte)
            throw Corrupted(file,
                $"its values have type 0x{header[2]:X2} ({TypeName(header[2])}), and only unsigned bytes (0x08) are read");
        if (header[3] is 0 or > MaximumDimensions)
            throw Corrupted(file, $"it claims {header[3]} dimensions, which must be 1 to {MaximumDimensions}");

        int[] shape = new int[header[3]];
        long length = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            file.Fill(header, "the IDX header");
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(header);
            if (shape[i] < 0)
                throw Corrupted(file, $"dimension {i + 1} has the length {shape[i]}");
            length = Math.Min(length * shape[i], long.MaxValue >> 32);
        }

        byte[] values = file.ReadBlock(length, "its values");
        file.ExpectEnd();
        return new IdxArray(shape, values);
    }

    /// <summary>Reads images and their labels; every image becomes a row.</summary>
    /// <param name="imagesPath">An IDX file of two or more dimensions, the first counting images.</param>
    /// <param name="labelsPath">An IDX file of one dimension.</param>
    /// <param name="name">The name of the data set.</param>
    /// <param name="classCount">C; a label of C or more is refused.</param>
    /// <param name="scale">What a byte is multiplied by.</param>
    /// <exception cref="StarlingException">STAR0201 to STAR0204, STAR0207 or STAR0208.</exception>
    public static ByteDataset ReadImages(
        string imagesPath, string labelsPath, string name, int classCount, double scale = 1.0 / 255)
    {
        IdxArray labelBytes = Read(labelsPath);
        if (labelBytes.Shape.Count != 1)
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{labelsPath} has {labelBytes.Shape.Count} dimensions; a file of labels has one.");
        int[] labels = ToLabels(labelBytes.Values, labelsPath, classCount);

        IdxArray images = Read(imagesPath);
        if (images.Shape.Count < 2 || images.Shape.Any(length => length == 0))
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{imagesPath} has the shape {string.Join(" x ", images.Shape)}; a file of images has a count, rows and "
                + "columns, none of them 0.");
        if (images.Shape[0] != labels.Length)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"{imagesPath} has {images.Shape[0]} images and {labelsPath} has {labels.Length} labels; use files of one data "
                + "set.");
        return new ByteDataset(name, images.Values.Length / labels.Length, classCount, labels, images.Values, scale)
        {
            Image = images.Shape.Count == 3 ? new ImageShape(1, images.Shape[1], images.Shape[2]) : null,
        };
    }

    private static int[] ToLabels(byte[] values, string path, int classCount)
    {
        int[] labels = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] >= classCount)
                throw new StarlingException(ErrorCatalog.LabelOutOfRange,
                    $"{path}, row {i + 1}: label {values[i]} is not one of the {classCount} classes 0 to {classCount - 1}.");
            labels[i] = values[i];
        }

        return labels;
    }

    private static StarlingException Corrupted(DataFileStream file, string what) =>
        new(ErrorCatalog.DataCorrupted, $"{file.Path} is not a usable IDX file: {what}.");

    private static string TypeName(byte type) => type switch
    {
        0x09 => "signed bytes",
        0x0B => "int16",
        0x0C => "int32",
        0x0D => "float32",
        0x0E => "float64",
        _ => "unknown",
    };
}
