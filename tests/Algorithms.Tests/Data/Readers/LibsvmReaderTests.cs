using System.Text;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Readers;

public sealed class LibsvmReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Comments_blank_lines_trailing_blanks_and_line_ends_of_both_kinds_are_read()
    {
        string path = _folder.Write("some.libsvm",
            "# a comment\n\n+1 1:0.5 3:-2e0 \r\n   \t\n-1 2:1\t4:1 # with a comment\n-1\n+1  4:0.25");

        Dataset data = LibsvmReader.Read(path, "some");

        Assert.Equal((4, 4, 2), (data.Count, data.FeatureCount, data.ClassCount));
        Assert.Equal([1, 0, 0, 1], data.Labels.ToArray());
        Assert.Equal([0.5, 0, -2, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0.25], DataAssert.Rows<double>(data, 0, 1, 2, 3));
    }

    [Fact]
    public void Numbers_with_more_digits_than_a_float_keep_them()
    {
        Dataset data = LibsvmReader.Read(_folder.Write("digits", "0 1:0.1\n1 1:0.2\n"), "digits");
        Assert.Equal([0.1, 0.2], DataAssert.Rows<double>(data, 0, 1));
        Assert.IsType<SparseDataset<double>>(data);
        Assert.IsType<SparseDataset<float>>(LibsvmReader.Read(_folder.Write("half", "0 1:0.5\n1 1:1\n"), "half"));
    }

    [Fact]
    public void Features_are_padded_to_the_number_given_or_to_the_larger_file()
    {
        string train = _folder.Write("train", "0 1:1\n1 2:1\n");
        string test = _folder.Write("test.gz", DataAssert.Gzip(Encoding.ASCII.GetBytes("1 5:1\n")));
        Assert.Equal(7, LibsvmReader.Read(train, "some", 7).FeatureCount);
        DataSource both = LibsvmReader.Read(train, test, "some");
        Assert.Equal((5, 5), (both.Train.FeatureCount, both.Test!.FeatureCount));
    }

    [Fact]
    public void A_long_line_is_read_whole()
    {
        string entries = string.Join(' ', Enumerable.Range(1, 30_000).Select(index => $"{index}:1"));
        Dataset data = LibsvmReader.Read(_folder.Write("long", $"1 {entries}\n0 1:1\n"), "long");
        Assert.Equal(30_000, DataAssert.Rows<float>(data, 0).Count(value => value == 1));
    }

    [Theory]
    [InlineData("1 0:1", "line 2", "index 0")]
    [InlineData("1 -3:1", "line 2", "index -3")]
    [InlineData("1 2:1 2:1", "line 2", "index 2 follows index 2")]
    [InlineData("1 3:1 2:1", "line 2", "index 2 follows index 3")]
    [InlineData("1 5:1", "line 2", "greater than the number of features, 4")]
    [InlineData("1 99999999999:1", "line 2", "'99999999999:1'")]
    [InlineData("1 qid:3 1:1", "line 2", "'qid:3'")]
    [InlineData("1 2", "line 2", "'2'")]
    [InlineData("1 2:", "line 2", "feature 2")]
    [InlineData("1 2:x", "line 2", "'x'")]
    [InlineData("1 :5", "line 2", "':5'")]
    [InlineData("cat 2:1", "line 2", "the label is 'cat'")]
    [InlineData("\0\u0001", "line 2", "'??'")]
    public void A_bad_line_is_refused_with_its_number(string line, params string[] words)
    {
        string path = _folder.Write("bad", $"0 1:1\n{line}\n1 1:1\n");
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => LibsvmReader.Read(path, "bad", 4), [path, .. words]);
    }

    [Theory]
    [InlineData("1 1:nan")]
    [InlineData("1 1:NaN")]
    [InlineData("1 1:inf")]
    [InlineData("1 1:-Infinity")]
    [InlineData("1 1:1e999")]
    [InlineData("nan 1:1")]
    public void Values_that_are_not_finite_are_refused(string line)
    {
        string path = _folder.Write("bad", $"0 1:1\n{line}\n");
        DataAssert.Refused(ErrorCatalog.DataNotFinite, () => LibsvmReader.Read(path, "bad"), path, "line 2");
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => LibsvmReader.Read(_folder.Write("empty", ""), "empty"), "no samples");
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => LibsvmReader.Read(_folder.Write("comments", "# nothing\n\n"), "empty"), "no samples");
    }

    [Fact]
    public void A_packed_file_cut_at_any_byte_is_refused()
    {
        byte[] whole = DataAssert.Gzip(Encoding.ASCII.GetBytes("+1 1:0.5 3:2\n-1 2:1 4:1\n"));
        for (int length = 2; length < whole.Length; length++)
        {
            string path = _folder.Write("cut.gz", whole.AsSpan(0, length));
            StarlingException exception = Assert.Throws<StarlingException>(() => LibsvmReader.Read(path, "cut"));
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        }
    }
}
