using System.Text;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Readers;

public sealed class CsvTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("last", "1,2,0\n3,4.5,1\n")]
    [InlineData("first", "0,1,2\r\n1,3,4.5\r\n")]
    [InlineData("2", "1,0,2\n\n3,1,4.5")]
    [InlineData("last", " 1 ,\"2\", 0\n\"3\",4.5,1\n")]
    public void The_label_may_stand_anywhere(string label, string text)
    {
        DataSource data = Read(text, new CsvLayout(label));
        Assert.Equal([0, 1], data.Train.Labels.ToArray());
        Assert.Equal([1, 2, 3, 4.5], DataAssert.Rows<double>(data.Train, 0, 1));
        Assert.Null(data.Test);
        Assert.Null(data.Owners);
    }

    [Fact]
    public void Columns_are_found_by_their_headings()
    {
        DataSource data = Read("height;kind;who\n1.5;1;ann\n2;0;bob\n3;1;ann\n", new CsvLayout("kind", Header: true, ';', "who"));
        Assert.Equal([1, 0, 1], data.Train.Labels.ToArray());
        Assert.Equal([1.5, 2, 3], DataAssert.Rows<double>(data.Train, 0, 1, 2));
        Assert.Equal([0, 1, 0], data.Owners!);
    }

    [Fact]
    public void A_packed_file_is_read_and_float_values_stay_small()
    {
        string path = _folder.Write("some.csv.gz", DataAssert.Gzip(Encoding.UTF8.GetBytes("0.5,0\n0.25,1\n")));
        Assert.IsType<DenseDataset<float>>(CsvTable.Read(path, null, "some", new CsvLayout()).Train);
        Assert.IsType<DenseDataset<double>>(Read("0.1,0\n0.2,1\n", new CsvLayout()).Train);
    }

    [Theory]
    [InlineData("1,2,0\n3,1\n", "line 2", "2 columns", "first has 3")]
    [InlineData("1,2,0\n\n3,4,5,1\n", "line 3", "4 columns")]
    [InlineData("1,2,0\n3,x,1\n", "line 2", "column 2", "'x'")]
    [InlineData("1,2,0\n3,,1\n", "line 2", "column 2", "''")]
    [InlineData("1,2,0\n3,4,cat\n", "line 2", "the label", "'cat'")]
    [InlineData("1,2,0\n3,\"4,1\n", "line 2")]
    [InlineData("7\n8\n", "leaves no features")]
    public void A_bad_row_is_refused_with_its_line(string text, params string[] words) =>
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => Read(text, new CsvLayout()), ["some.csv", .. words]);

    [Fact]
    public void Other_refusals_name_what_would_be_right()
    {
        DataAssert.Refused(ErrorCatalog.DataNotFinite, () => Read("1,0\nnan,1\n", new CsvLayout()), "line 2", "column 1");
        DataAssert.Refused(ErrorCatalog.DataNotFinite, () => Read("1,0\n1e999,1\n", new CsvLayout()), "line 2", "column 1");
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => Read("1,0\n2,3\n", new CsvLayout(), 3), "line 2", "label 3", "0 to 2");
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => Read("", new CsvLayout()), "no samples");
        DataAssert.Refused(ErrorCatalog.DataTruncated, () => Read("a,b\n", new CsvLayout(Header: true)), "no samples after");
        DataAssert.Refused(ErrorCatalog.DataColumnMissing, () => Read("a,b\n1,0\n", new CsvLayout("c", true)), "'c'", "'a', 'b'");
        DataAssert.Refused(ErrorCatalog.DataColumnMissing, () => Read("1,0\n", new CsvLayout("3")), "'3'", "1 to 2");
        DataAssert.Refused(ErrorCatalog.DataColumnMissing, () => Read("1,0\n", new CsvLayout(Owner: "who")), "'who'");
    }

    [Fact]
    public void A_test_file_of_other_columns_is_refused()
    {
        string train = _folder.Write("train.csv", "1,2,0\n3,4,1\n");
        string test = _folder.Write("test.csv", "1,0\n");
        DataAssert.Refused(ErrorCatalog.DataMismatch, () => CsvTable.Read(train, test, "some", new CsvLayout()), "2 features", "has 1");
    }

    private DataSource Read(string text, CsvLayout layout, int classCount = 0) =>
        CsvTable.Read(_folder.Write("some.csv", text), null, "some", layout, classCount);
}
