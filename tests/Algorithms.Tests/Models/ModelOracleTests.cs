using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

public class ModelOracleTests
{
    private static readonly MemoryDataset Data = MemoryDataset.Random(40, 6, 4);
    private static readonly IModel<double> Model = new MultilayerPerceptron<double>(6, [5], 4);
    private static readonly int[] Rows = [7, 3, 39, 12, 0, 21, 33];

    [Fact]
    public void SamplesArePositionsAmongTheWorkersRows()
    {
        ModelOracle<double> oracle = Oracle(512);
        double[] expected = new double[Model.Layout.Count];
        double[] actual = new double[Model.Layout.Count];
        double loss = Model.Gradient(Point(), Data, [39, 7], expected, Model.CreateWorkspace(2));

        Assert.Equal(loss, oracle.Gradient(Point(), [2, 0], actual));
        Assert.Equal(expected, actual);
        Assert.Equal(7, oracle.SampleCount);
        Assert.Equal(Model.Layout.Count, oracle.Dimension);
    }

    [Fact]
    public void NoSamplesMeansAllOfThem()
    {
        double[] expected = new double[Model.Layout.Count];
        double[] actual = new double[Model.Layout.Count];

        Assert.Equal(Oracle(512).Gradient(Point(), [0, 1, 2, 3, 4, 5, 6], expected), Oracle(512).Gradient(Point(), [], actual));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void PiecesAddUp(int batchSize)
    {
        double[] expected = new double[Model.Layout.Count];
        double[] actual = [.. Enumerable.Repeat(double.NaN, expected.Length)];

        double loss = Oracle(512).Gradient(Point(), [], expected);
        Assert.Equal(loss, Oracle(batchSize).Gradient(Point(), [], actual), 1e-14);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-14);
    }

    [Fact]
    public void RowsOutsideTheDataAreRefused()
    {
        var pool = new ModelWorkspacePool<double>(Model);
        Assert.Throws<ArgumentException>(() => new ModelOracle<double>(Model, Data, [], pool));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelOracle<double>(Model, Data, [40], pool));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelOracle<double>(Model, Data, [-1], pool));
    }

    private static ModelOracle<double> Oracle(int batchSize) =>
        new(Model, Data, Rows, new ModelWorkspacePool<double>(Model, batchSize));

    private static double[] Point()
    {
        double[] point = new double[Model.Layout.Count];
        new RandomStream(3, RandomPurpose.ModelInitialization).FillNormal<double>(point);
        return point;
    }
}
