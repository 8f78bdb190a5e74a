using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Readers;

public sealed class NpyMatrixTests : IDisposable
{
    /// <summary>A 2 x 3 matrix, row by row.</summary>
    private static readonly double[] Values = [1, 2, 3, -4, 5, 6];

    private readonly TempFolder folder = new();

    public static TheoryData<string> Forms => ["<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "|i1", ">f8", "fortran", "gzip"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void Slices_of_every_form_are_read_and_converted(string form)
    {
        using var matrix = NpyMatrix.Open(folder.Write("x.npy", Make(form)));

        Assert.Equal((2, 3), (matrix.Rows, matrix.Columns));
        Assert.Equal(form is not (">f8" or "fortran" or "gzip"), matrix.IsReadInPlace);
        float[] slice = new float[2];
        double[] row = new double[3];
        Assert.True(matrix.Read(1, 1, slice.AsSpan()));
        Assert.True(matrix.Read(0, 0, row.AsSpan()));
        Assert.Equal([5f, 6f], slice);
        Assert.Equal([1.0, 2.0, 3.0], row);
    }

    [Fact]
    public void What_is_longer_than_a_piece_is_read_piece_by_piece()
    {
        float[] values = [.. Enumerable.Range(0, 2 * 700_001).Select(i => (float)i)];
        NpyWriter.Write<float>(folder["long.npy"], values, 2, 700_001);
        using var matrix = NpyMatrix.Open(folder["long.npy"]);
        float[] same = new float[700_000];
        double[] converted = new double[700_000];

        Assert.True(matrix.Read(1, 1, same.AsSpan()));
        Assert.True(matrix.Read(1, 1, converted.AsSpan()));

        Assert.Equal(values[^700_000..], same);
        Assert.Equal(values[^1], converted[^1]);
        Assert.Equal(values[700_002], converted[0]);
    }

    [Fact]
    public void It_is_told_whether_a_slice_is_finite()
    {
        NpyWriter.Write<double>(folder["nan.npy"], [1, double.NaN, 3, 1e300], 2, 2);
        using var matrix = NpyMatrix.Open(folder["nan.npy"]);

        Assert.True(matrix.Read(0, 0, new double[1].AsSpan()));
        Assert.False(matrix.Read(0, 0, new double[2].AsSpan()));
        Assert.True(matrix.Read(1, 0, new double[2].AsSpan()));

        // Too large for the type that is wanted.
        Assert.False(matrix.Read(1, 0, new float[2].AsSpan()));
    }

    [Fact]
    public void A_vector_is_a_matrix_of_one_row()
    {
        NpyWriter.Write<float>(folder["v.npy"], [1, 2, 3], 3);
        using var vector = NpyMatrix.OpenVector(folder["v.npy"]);
        Assert.Equal((1, 3), (vector.Rows, vector.Columns));
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => NpyMatrix.Open(folder["v.npy"]), "v.npy", "(3)", "n x d");
    }

    [Theory]
    [InlineData("(0, 3)", 0, "(0, 3)")]
    [InlineData("(3, 0)", 0, "(3, 0)")]
    [InlineData("()", 1, "n x d")]
    [InlineData("(1, 1, 1)", 1, "(1, 1, 1)")]
    [InlineData("(1, 1)", 2, "goes on")]
    public void Other_shapes_are_refused(string shape, int numbers, string word) => DataAssert.Refused(
        ErrorCatalog.DataCorrupted, () => NpyMatrix.Open(folder.Write("x.npy", File("<f4", "False", shape, new byte[4 * numbers]))), "x.npy", word);

    [Fact]
    public void A_file_cut_at_any_byte_is_refused()
    {
        byte[] file = Make("<f4");
        for (int length = 0; length < file.Length; length++)
        {
            string path = folder.Write("cut.npy", file.AsSpan(0, length));
            DataAssert.Refused(ErrorCatalog.DataTruncated, () => NpyMatrix.Open(path), path, "truncated");
        }
    }

    [Fact]
    public void Sizes_beyond_all_numbers_are_refused()
    {
        string path = folder.Write("vast.npy", File("<f8", "False", "(2147483647, 2147483647)", new byte[8]));
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => NpyMatrix.Open(path), "36893488113059364872 bytes");
        path = folder.Write("vast.npy", File("<f8", "True", "(2147483647, 2147483647)", new byte[8]));
        DataAssert.Refused(ErrorCatalog.DataTooLarge, () => NpyMatrix.Open(path), "ascontiguousarray");
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_refused()
    {
        string path = folder.Write("x.npy", Make("<f8"));
        using var matrix = NpyMatrix.Open(path);
        using (var other = new FileStream(path, FileMode.Open, FileAccess.Read))
            Assert.True(other.Length > 48);
        if (OperatingSystem.IsLinux())
        {
            // Another program may: the lock binds only those that ask for it.
            using var cut = System.Diagnostics.Process.Start("truncate", ["-s", "-8", path]);
            cut.WaitForExit();
            DataAssert.Refused(ErrorCatalog.DataTruncated, () => matrix.Read(1, 0, new double[3].AsSpan()), path);
        }
    }

    private static byte[] Make(string form) => form switch
    {
        "<f8" => File(form, "False", "(2, 3)", MemoryMarshal.AsBytes<double>(Values)),
        "<f4" => File(form, "False", "(2, 3)", As(value => (float)value)),
        "<f2" => File(form, "False", "(2, 3)", As(value => (Half)value)),
        "<i8" => File(form, "False", "(2, 3)", As(value => (long)value)),
        "<i4" => File(form, "False", "(2, 3)", As(value => (int)value)),
        "<i2" => File(form, "False", "(2, 3)", As(value => (short)value)),
        "|i1" => File(form, "False", "(2, 3)", As(value => (sbyte)value)),
        ">f8" => File(form, "False", "(2, 3)", As(value => BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToInt64Bits(value)))),
        "fortran" => File("<f8", "True", "(2, 3)", MemoryMarshal.AsBytes<double>([1, -4, 2, 5, 3, 6])),
        _ => DataAssert.Gzip(Make("<f8")),
    };

    private static ReadOnlySpan<byte> As<T>(Func<double, T> convert)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(Values.Select(convert).ToArray());

    private static byte[] File(string type, string fortran, string shape, ReadOnlySpan<byte> data)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
