using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Readers;

public sealed class IdxReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static byte[] Images => [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, .. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))];

    private static byte[] Labels => [0, 0, 8, 1, 0, 0, 0, 2, 9, 4];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_and_labels_are_read_plain_or_packed(bool isPacked)
    {
        string images = _folder.Write("images", isPacked ? DataAssert.Gzip(Images) : Images);
        string labels = _folder.Write("labels", isPacked ? DataAssert.Gzip(Labels) : Labels);

        ByteDataset data = IdxReader.ReadImages(images, labels, "tiny", 10);

        Assert.Equal((2, 6, 10), (data.Count, data.FeatureCount, data.ClassCount));
        Assert.Equal(6, data.Image!.Value.Length);
        Assert.Equal([9, 4], data.Labels.ToArray());
        Assert.Equal([120, 140, 160, 180, 200, 220], data.Row(1).ToArray());
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_refused_as_truncated()
    {
        byte[] whole = Images;
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("cut", whole.AsSpan(0, length));
            DataAssert.Refused(ErrorCatalog.DataTruncated, () => IdxReader.Read(path), path);
        }
    }

    [Fact]
    public void A_packed_file_cut_at_any_byte_is_refused()
    {
        byte[] whole = DataAssert.Gzip(Images);
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("cut.gz", whole.AsSpan(0, length));
            StarlingException exception = Assert.Throws<StarlingException>(() => IdxReader.Read(path));
            Assert.Contains(exception.Error, new[] { ErrorCatalog.DataTruncated, ErrorCatalog.DataCorrupted });
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_packed_file_with_any_bit_flipped_is_refused_or_reads_the_same()
    {
        // Some header fields of gzip (time, system) mean nothing for the content.
        byte[] whole = DataAssert.Gzip(Images);
        for (int position = 0; position < whole.Length; position++)
        {
            byte[] damaged = [.. whole];
            damaged[position] ^= 0x10;
            string path = _folder.Write("damaged.gz", damaged);
            try
            {
                Assert.Equal(Images[16..], IdxReader.Read(path).Values);
            }
            catch (StarlingException exception)
            {
                Assert.Contains(path, exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(0, 1, "two zero bytes")]
    [InlineData(1, 1, "two zero bytes")]
    [InlineData(2, 0x0C, "int32")]
    [InlineData(2, 0x0D, "float32")]
    [InlineData(2, 0x77, "unknown")]
    [InlineData(3, 0, "0 dimensions")]
    [InlineData(3, 200, "200 dimensions")]
    [InlineData(4, 0x80, "dimension 1")]
    public void A_wrong_header_is_refused(int position, byte value, string words)
    {
        byte[] damaged = Images;
        damaged[position] = value;
        string path = _folder.Write("bad", damaged);
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => IdxReader.Read(path), path, words);
    }

    [Fact]
    public void A_header_that_promises_gigabytes_costs_no_memory()
    {
        byte[] header = [0, 0, 8, 3, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 1];
        byte[] content = [.. header, 1, 2, 3];
        string plain = _folder.Write("lie", content);
        string packed = _folder.Write("lie.gz", DataAssert.Gzip(content));
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataAssert.Refused(ErrorCatalog.DataTooLarge, () => IdxReader.Read(plain));
        byte[] smaller = [.. content];
        smaller[4] = 0x70;
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => IdxReader.Read(_folder.Write("lie", smaller)));
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => IdxReader.Read(_folder.Write("lie.gz", DataAssert.Gzip(smaller))));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20);
        Assert.True(File.Exists(packed));
    }

    [Fact]
    public void More_bytes_than_announced_are_refused()
    {
        string path = _folder.Write("long", [.. Images, 0]);
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => IdxReader.Read(path), path, "goes on after byte 28");
        string packed = _folder.Write("long.gz", DataAssert.Gzip([.. Images, 0]));
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => IdxReader.Read(packed), packed, "goes on after byte 28");
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused_with_its_row()
    {
        string images = _folder.Write("images", Images);
        string labels = _folder.Write("labels", Labels);
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => IdxReader.ReadImages(images, labels, "tiny", 9), labels, "row 1", "label 9", "0 to 8");
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        string images = _folder.Write("images", Images);
        string labels = _folder.Write("labels", [0, 0, 8, 1, 0, 0, 0, 1, 9]);
        DataAssert.Refused(ErrorCatalog.DataMismatch, () => IdxReader.ReadImages(images, labels, "tiny", 10), "2 images", "1 labels");
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => IdxReader.ReadImages(labels, labels, "tiny", 10), labels);
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => IdxReader.ReadImages(images, images, "tiny", 10), images);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        string path = Path.Combine(_folder.Path, "absent");
        DataAssert.Refused(ErrorCatalog.DataMissing, () => IdxReader.Read(path), path, "does not exist");
        DataAssert.Refused(ErrorCatalog.DataMissing, () => IdxReader.Read(_folder.Path), _folder.Path);
    }
}
