using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Tests.Data.Locating;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Sets;

public sealed class OwnFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_files_are_read_with_owners_and_caps()
    {
        _folder.Write("train.csv", "x,y,who,kind\n1,2,a,0\n3,4,b,1\n5,6,a,2\n");
        _folder.Write("test.csv", "x,y,who,kind\n7,8,c,1\n");
        var options = new CsvDataOptions { Path = "train.csv", TestPath = "test.csv", Header = true, Label = "kind", Owner = "who", Samples = 2 };
        DataSource data = Load(options);
        Assert.Equal(("train.csv", 2, 2, 3), (data.Train.Name, data.Train.Count, data.Train.FeatureCount, data.Train.ClassCount));
        Assert.Equal([0, 1], data.Owners!);
        Assert.Equal([7f, 8f], DataAssert.Rows<float>(data.Test!, 0));
    }

    [Fact]
    public void Libsvm_files_are_read()
    {
        _folder.Write("train.txt", "+1 1:1\n-1 3:0.5\n");
        DataSource data = Load(new LibsvmDataOptions { Path = "train.txt", Features = 5 });
        Assert.Equal((5, 2), (data.Train.FeatureCount, data.Train.ClassCount));
        Assert.Null(data.Test);
    }

    [Fact]
    public void Npy_files_are_read_and_scaled()
    {
        WriteNpy("x.npy", [1, 2, 3, 4, 5, 6], 3, 2);
        WriteNpy("y.npy", [2, 0, 1], 3);
        WriteNpy("x-test.npy", [7, 8], 1, 1, 2);
        WriteNpy("y-test.npy", [1], 1);
        var options = new NpyDataOptions { Path = "x.npy", Labels = "y.npy", TestPath = "x-test.npy", TestLabels = "y-test.npy", Scale = 0.5 };
        DataSource data = Load(options);
        Assert.Equal([2, 0, 1], data.Train.Labels.ToArray());
        Assert.Equal([1.5f, 2f], DataAssert.Rows<float>(data.Train, 1));
        Assert.Equal([3.5f, 4f], DataAssert.Rows<float>(data.Test!, 0));
        Assert.Null(data.Train.Image);
        Assert.Equal(new ImageShape(1, 1, 2), data.Test!.Image);
    }

    [Fact]
    public void Npy_files_of_four_dimensions_are_images()
    {
        WriteNpy("x.npy", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 1, 2, 3, 2);
        WriteNpy("y.npy", [1], 1);
        Assert.Equal(new ImageShape(2, 3, 2), Load(new NpyDataOptions { Path = "x.npy", Labels = "y.npy" }).Train.Image);
    }

    [Fact]
    public void Npy_files_that_do_not_fit_are_refused()
    {
        WriteNpy("x.npy", [1, 2, 3, 4], 2, 2);
        WriteNpy("nan.npy", [1, 2, 3, float.NaN], 2, 2);
        WriteNpy("y.npy", [0, 1], 2);
        WriteNpy("y3.npy", [0, 1, 1], 3);
        WriteNpy("half.npy", [0, 0.5f], 2);
        WriteNpy("wide.npy", [1, 2, 3, 4, 5, 6], 2, 3);
        DataAssert.Refused(ErrorCatalog.DataMismatch, () => Load(new NpyDataOptions { Path = "x.npy", Labels = "y3.npy" }), "2 samples", "3 labels");
        DataAssert.Refused(ErrorCatalog.DataNotFinite, () => Load(new NpyDataOptions { Path = "nan.npy", Labels = "y.npy" }), "row 2", "value 2");
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => Load(new NpyDataOptions { Path = "x.npy", Labels = "half.npy" }), "line 2", "0.5");
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => Load(new NpyDataOptions { Path = "x.npy", Labels = "x.npy" }), "labels have one dimension");
        DataAssert.Refused(ErrorCatalog.DataCorrupted, () => Load(new NpyDataOptions { Path = "y.npy", Labels = "y.npy" }), "two or more dimensions");
        DataAssert.Refused(
            ErrorCatalog.DataMismatch,
            () => Load(new NpyDataOptions { Path = "x.npy", Labels = "y.npy", TestPath = "wide.npy", TestLabels = "y.npy" }),
            "2 features", "has 3");
    }

    [Fact]
    public void Files_that_are_not_named_or_not_there_are_refused()
    {
        Assert.Equal("testLabels", Assert.Single(new NpyDataOptions { Path = "x", Labels = "y", TestPath = "z" }.Check()).Path);
        DataAssert.Refused(ErrorCatalog.DataMissing, () => Load(new CsvDataOptions { Path = "absent.csv" }), "absent.csv");
    }

    private DataSource Load(DataOptions options) =>
        options.Load(new DataContext(new DataLocator(_folder.Path, new FakeEnvironment(_folder.Path)), 1, 2));

    private void WriteNpy(string name, float[] values, params int[] shape) =>
        NpyWriter.Write<float>(Path.Combine(_folder.Path, name), values, shape);
}
