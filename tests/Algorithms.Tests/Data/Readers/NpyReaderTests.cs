using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Readers;

public sealed class NpyReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_element_type_is_read()
    {
        Check("|u1", NpyElement.UInt8, [1, 2, 250]);
        Check("|b1", NpyElement.UInt8, [1, 0, 1]);
        Check("|i1", NpyElement.Int8, [1, 254, 3], 1, -2, 3);
        Check("<u2", NpyElement.UInt16, [1, 0, 0, 1, 255, 255], 1, 256, 65535);
        Check(">i2", NpyElement.Int16, [0, 1, 1, 0, 255, 255], 1, 256, -1);
        Check("<u4", NpyElement.UInt32, MemoryMarshal.AsBytes<uint>([1, 2, uint.MaxValue]), 1, 2, uint.MaxValue);
        Check("<i4", NpyElement.Int32, MemoryMarshal.AsBytes<int>([1, -2, 3]), 1, -2, 3);
        Check("<u8", NpyElement.UInt64, MemoryMarshal.AsBytes<ulong>([1, 2, 1UL << 52]), 1, 2, 1L << 52);
        Check("<i8", NpyElement.Int64, MemoryMarshal.AsBytes<long>([1, -2, 3]), 1, -2, 3);
        Check("<f2", NpyElement.Float16, MemoryMarshal.AsBytes<Half>([(Half)1, (Half)(-0.5), (Half)3]), 1, -0.5, 3);
        Check("<f4", NpyElement.Float32, MemoryMarshal.AsBytes<float>([1, -0.5f, 0.1f]), 1, -0.5, 0.1f);
        Check("<f8", NpyElement.Float64, MemoryMarshal.AsBytes<double>([1, -0.5, 0.1]), 1, -0.5, 0.1);

        byte[] big = new byte[24];
        BinaryPrimitives.WriteDoubleBigEndian(big, 1);
        BinaryPrimitives.WriteDoubleBigEndian(big.AsSpan(8), -0.5);
        BinaryPrimitives.WriteDoubleBigEndian(big.AsSpan(16), 0.1);
        Check(">f8", NpyElement.Float64, big, 1, -0.5, 0.1);
    }

    [Fact]
    public void Fortran_order_is_turned_into_C_order()
    {
        // The 2 x 3 x 2 array with value 100 i + 10 j + k, first index fastest.
        int[] shape = [2, 3, 2];
        List<int> stored = [];
        List<double> expected = [];
        for (int k = 0; k < 2; k++)
        for (int j = 0; j < 3; j++)
        for (int i = 0; i < 2; i++)
            stored.Add((100 * i) + (10 * j) + k);
        for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
        for (int k = 0; k < 2; k++)
            expected.Add((100 * i) + (10 * j) + k);

        string path = _folder.Write("fortran.npy", File("<i4", "True", "(2, 3, 2)", MemoryMarshal.AsBytes<int>(stored.ToArray())));
        NpyArray array = NpyReader.Read(path);
        Assert.Equal(shape, array.Shape);
        Assert.Equal(expected, array.ToArray<double>());
    }

    [Theory]
    [InlineData("()", 1)]
    [InlineData("(3,)", 3)]
    [InlineData("(0, 4)", 0)]
    [InlineData("(2, 2)", 4)]
    public void Shapes_of_any_number_of_dimensions_are_read(string shape, int count)
    {
        string path = _folder.Write("some.npy", File("|u1", "False", shape, new byte[count]));
        Assert.Equal(count, NpyReader.Read(path).Count);
    }

    [Fact]
    public void Versions_two_and_three_are_read_and_gzip_is()
    {
        byte[] one = File("|u1", "False", "(2,)", [5, 6]);
        byte[] two = [.. one.AsSpan(0, 6), 2, 0, one[8], one[9], 0, 0, .. one.AsSpan(10)];
        byte[] three = [.. two];
        three[6] = 3;
        foreach (byte[] content in new[] { one, two, three, DataAssert.Gzip(two) })
            Assert.Equal([5, 6], NpyReader.Read(_folder.Write("some.npy", content)).Data);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        string path = Path.Combine(_folder.Path, "written.npy");
        NpyWriter.Write<float>(path, [1, 2.5f, -3, 4, 5, 6], 3, 2);
        NpyArray array = NpyReader.Read(path);
        Assert.Equal(NpyElement.Float32, array.Element);
        Assert.Equal([3, 2], array.Shape);
        Assert.Equal([1, 2.5f, -3, 4, 5, 6], array.ToArray<float>());
        Assert.Equal(0, (new FileInfo(path).Length - (6 * sizeof(float))) % 64);

        NpyWriter.Write<double>(path, [0.1], 1);
        Assert.Equal([0.1], NpyReader.Read(path).ToArray<double>());
        Assert.Throws<ArgumentException>(() => NpyWriter.Write<double>(path, [0.1], 2));
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_refused_as_truncated()
    {
        byte[] whole = File("<f4", "False", "(2, 3)", MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6]));
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("cut.npy", whole.AsSpan(0, length));
            DataAssert.Refused(ErrorCatalog.DataTruncated, () => NpyReader.Read(path), path);
        }
    }

    [Theory]
    [InlineData("|O", "False", "(2,)", "'O'")]
    [InlineData("<f16", "False", "(2,)", "'f16'")]
    [InlineData("<c8", "False", "(2,)", "'c8'")]
    [InlineData("<U3", "False", "(2,)", "'U3'")]
    [InlineData("|u1", "Maybe", "(2,)", "fortran_order")]
    [InlineData("|u1", "False", "(-2,)", "'-2'")]
    [InlineData("|u1", "False", "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2)", "17 dimensions")]
    [InlineData("|u1", "False", "(99999999999,)", "'99999999999'")]
    [InlineData("|u1", "False", "(1,)", "goes on")]
    public void A_wrong_header_is_refused(string type, string order, string shape, string words)
    {
        string path = _folder.Write("bad.npy", File(type, order, shape, [1, 2]));
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => NpyReader.Read(path), path, words);
    }

    [Fact]
    public void A_header_that_lies_costs_no_memory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] lie = File("<f8", "False", "(2000000000, 2000000000, 2000000000)", [1, 2]);
        DataAssert.Refused(ErrorCatalog.DataTooLarge, () => NpyReader.Read(_folder.Write("lie.npy", lie)));
        byte[] smaller = File("<f8", "False", "(200000000,)", [1, 2]);
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => NpyReader.Read(_folder.Write("lie.npy", smaller)));
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => NpyReader.Read(_folder.Write("lie.npy.gz", DataAssert.Gzip(smaller))));
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => NpyReader.Read(_folder.Write("long.npy",
            [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 127, .. new byte[100]])), "header");
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => NpyReader.Read(_folder.Write("other.npy", "PK345678901234567890")), "NUMPY");
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => NpyReader.Read(_folder.Write("version.npy", [0x93, .. "NUMPY"u8, 9, 0, 0, 0])), "version is 9");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20);
    }

    private static byte[] File(string type, string order, string shape, ReadOnlySpan<byte> data)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    private void Check(string type, NpyElement element, ReadOnlySpan<byte> data, params double[] expected)
    {
        if (expected.Length == 0)
            expected = [.. data.ToArray().Select(value => (double)value)];
        NpyArray array = NpyReader.Read(_folder.Write("some.npy", File(type, "False", "(3,)", data)));
        Assert.Equal(element, array.Element);
        Assert.Equal(expected, array.ToArray<double>());
    }
}
