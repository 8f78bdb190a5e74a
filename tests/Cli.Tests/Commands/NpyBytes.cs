using System.IO.Compression;
using System.Text;

namespace Starling.Cli.Tests.Commands;

/// <summary>NPY files of any form, as other programs write them.</summary>
internal static class NpyBytes
{
    /// <summary>The rows as an n x d array.</summary>
    /// <param name="form">The element type with its byte order; or <c>fortran</c>, <c>gzip</c>: little-endian doubles so.</param>
    /// <param name="rows">The rows.</param>
    public static byte[] Of(string form, double[][] rows)
    {
        string shape = $"({rows.Length}, {rows[0].Length})";
        return form switch
        {
            "gzip" => Gzip(Of("<f8", rows)),
            "fortran" => File("<f8", "True", shape, [.. Enumerable.Range(0, rows[0].Length).SelectMany(c => rows.SelectMany(row => Bytes("<f8", row[c])))]),
            _ => File(form, "False", shape, [.. rows.SelectMany(row => row.SelectMany(value => Bytes(form, value)))]),
        };
    }

    /// <summary>A file of any header.</summary>
    public static byte[] File(string type, string fortran, string shape, byte[] data)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    private static byte[] Bytes(string form, double value)
    {
        byte[] bytes = form[1..] switch
        {
            "f4" => BitConverter.GetBytes((float)value),
            "f8" => BitConverter.GetBytes(value),
            "i2" => BitConverter.GetBytes((short)value),
            "i4" => BitConverter.GetBytes((int)value),
            "i8" => BitConverter.GetBytes((long)value),
            _ => throw new ArgumentOutOfRangeException(nameof(form)),
        };
        if (form[0] == '>')
            Array.Reverse(bytes);
        return bytes;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }
}
