using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Starling.Algorithms.Data;

/// <summary>What the header of an NPY file says: a Python dictionary with descr, fortran_order and shape.</summary>
internal sealed partial record NpyHeader(NpyElement Element, bool IsBigEndian, bool IsFortranOrder, int[] Shape)
{
    private const int MaximumDimensions = 16;
    private const int LongestHeader = 1 << 16;
    private const RegexOptions Style = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>The bytes of all elements; a number beyond any array where the shape says more.</summary>
    public long ByteCount
    {
        get
        {
            long count = NpyReader.SizeOf(Element);
            foreach (int length in Shape)
                count = Math.Min(count * length, long.MaxValue >> 32);
            return count;
        }
    }

    /// <summary>Whether the elements can be used as they lie in the file.</summary>
    public bool IsNativeOrder => NpyReader.SizeOf(Element) == 1 || IsBigEndian != BitConverter.IsLittleEndian;

    /// <summary>Reads the beginning of a file, up to the first element.</summary>
    /// <exception cref="Errors.StarlingException">STAR0202 or STAR0203.</exception>
    public static NpyHeader Read(DataFileStream file)
    {
        Span<byte> preamble = stackalloc byte[8];
        file.Fill(preamble, "the NPY header");
        if (preamble[0] != 0x93 || !preamble[1..6].SequenceEqual("NUMPY"u8))
            throw NpyReader.Corrupted(file.Path, "it does not begin with \\x93NUMPY");
        if (preamble[6] is 0 or > 3)
            throw NpyReader.Corrupted(file.Path, $"its format version is {preamble[6]}, and versions 1 to 3 are read");

        Span<byte> lengthBytes = stackalloc byte[preamble[6] == 1 ? 2 : 4];
        file.Fill(lengthBytes, "the NPY header");
        uint length = preamble[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > LongestHeader)
            throw NpyReader.Corrupted(file.Path,
                $"its header claims to be {length} bytes long, and at most {LongestHeader} make sense");
        byte[] text = new byte[length];
        file.Fill(text, "the NPY header");
        return Parse(Encoding.UTF8.GetString(text), file.Path);
    }

    /// <summary>Reads the text of a header.</summary>
    /// <exception cref="Errors.StarlingException">
    /// STAR0203: not such a header, or elements that are not plain numbers.
    /// </exception>
    public static NpyHeader Parse(string text, string path)
    {
        Match element = ElementPattern().Match(text);
        Match order = OrderPattern().Match(text);
        Match shape = ShapePattern().Match(text);
        if (!element.Success || !order.Success || !shape.Success)
            throw NpyReader.Corrupted(path,
                $"its header is {DataText.Quote(text.Trim())}, without a plain 'descr', 'fortran_order' and 'shape' (object "
                + "and structured arrays are not read)");

        string type = element.Groups["type"].Value;
        NpyElement kind = type switch
        {
            "b1" or "u1" => NpyElement.UInt8,
            "i1" => NpyElement.Int8,
            "u2" => NpyElement.UInt16,
            "i2" => NpyElement.Int16,
            "u4" => NpyElement.UInt32,
            "i4" => NpyElement.Int32,
            "u8" => NpyElement.UInt64,
            "i8" => NpyElement.Int64,
            "f2" => NpyElement.Float16,
            "f4" => NpyElement.Float32,
            "f8" => NpyElement.Float64,
            _ => throw NpyReader.Corrupted(path,
                $"its elements are {DataText.Quote(type)}; integers and floats of up to 8 bytes are read"),
        };
        return new NpyHeader(
            kind,
            IsBigEndian: element.Groups["order"].Value == ">",
            IsFortranOrder: order.Groups["value"].Value == "True",
            Lengths(shape.Groups["lengths"].Value, path));
    }

    private static int[] Lengths(string text, string path)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length > MaximumDimensions)
            throw NpyReader.Corrupted(path, $"it claims {parts.Length} dimensions, and at most {MaximumDimensions} make sense");
        int[] lengths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out lengths[i]))
                throw NpyReader.Corrupted(path, $"dimension {i + 1} has the length {DataText.Quote(parts[i])}");
        }

        return lengths;
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"](?<order>[<>|=]?)(?<type>[a-zA-Z]\d*)['"]""", Style)]
    private static partial Regex ElementPattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(?<value>True|False)""", Style)]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\((?<lengths>[^()]*)\)""", Style)]
    private static partial Regex ShapePattern();
}
