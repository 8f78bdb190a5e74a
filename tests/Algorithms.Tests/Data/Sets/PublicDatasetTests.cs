using Starling.Algorithms.Data;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Sets;

/// <summary>The public data sets are what their authors say, where this machine has them.</summary>
public class PublicDatasetTests
{
    [Fact]
    public void Fashion_mnist()
    {
        DataSource data = Load("fashion-mnist", new FashionMnistDataOptions());
        Assert.Equal((60_000, 784, 10), (data.Train.Count, data.Train.FeatureCount, data.Train.ClassCount));
        Assert.Equal(new ImageShape(1, 28, 28), data.Train.Image);
        Assert.Equal(Enumerable.Repeat(6000, 10), DataAssert.ClassCounts(data.Train));
        Assert.Equal(Enumerable.Repeat(1000, 10), DataAssert.ClassCounts(data.Test!));
        Assert.Equal(0.28604, MeanFeature(data.Train), 0.000005);
        Assert.Equal(0.28685, MeanFeature(data.Test!), 0.000005);
    }

    [Fact]
    public void Mnist()
    {
        DataSource data = Load("mnist", new MnistDataOptions());
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], DataAssert.ClassCounts(data.Train));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], DataAssert.ClassCounts(data.Test!));
        Assert.Equal(0.13066, MeanFeature(data.Train), 0.000005);
        Assert.Equal(0.13251, MeanFeature(data.Test!), 0.000005);
    }

    [Fact]
    public void A9a()
    {
        DataSource data = Load("a9a", new A9aDataOptions());
        Assert.Equal([24_720, 7_841], DataAssert.ClassCounts(data.Train));
        Assert.Equal([12_435, 3_846], DataAssert.ClassCounts(data.Test!));
        Assert.Equal((123, 123), (data.Train.FeatureCount, data.Test!.FeatureCount));
        Assert.Equal(451_592, Assert.IsType<SparseDataset<float>>(data.Train).NonZeroCount);
        Assert.Equal(225_731, Assert.IsType<SparseDataset<float>>(data.Test).NonZeroCount);
    }

    [Fact]
    public void Agaricus()
    {
        DataSource data = Load("agaricus", new AgaricusDataOptions());
        Assert.Equal([3_373, 3_140], DataAssert.ClassCounts(data.Train));
        Assert.Equal([835, 776], DataAssert.ClassCounts(data.Test!));
        Assert.Equal(126, data.Train.FeatureCount);
        var train = Assert.IsType<SparseDataset<float>>(data.Train);
        Assert.All(Enumerable.Range(0, train.Count), row => Assert.Equal(22, train.Columns(row).Length));
    }

    [Fact]
    public void Optdigits()
    {
        DataSource data = Load("optdigits", new OptDigitsDataOptions());
        Assert.Equal([376, 389, 380, 389, 387, 376, 377, 387, 380, 382], DataAssert.ClassCounts(data.Train));
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], DataAssert.ClassCounts(data.Test!));
        Assert.Equal(64, data.Train.FeatureCount);
        Assert.Equal(new ImageShape(1, 8, 8), data.Train.Image);

        // The first row of the file begins 0,1,6,15,12,1.
        Assert.Equal([0, 1 / 16.0, 6 / 16.0, 15 / 16.0, 12 / 16.0, 1 / 16.0], DataAssert.Rows<double>(data.Train, 0)[..6]);
    }

    [Fact]
    public void Tinyshakespeare_has_the_speakers_with_a_thousand_characters()
    {
        DataSource data = Load("tinyshakespeare", new TinyShakespeareDataOptions { ContextLength = 5 });
        Assert.Equal((65, 5 * 65), (data.Train.ClassCount, data.Train.FeatureCount));
        Assert.Equal(data.Train.Count, data.Owners!.Length);
        int owners = data.Owners.Max() + 1;
        Assert.Equal(Enumerable.Range(0, owners), data.Owners.Distinct());

        // 5 characters of every speaker's text are only context, and 1000 characters make 900 for training.
        Assert.True(data.Owners.GroupBy(owner => owner).Min(rows => rows.Count()) >= 895);
        int[][] parts = new NaturalPartitionOptions().Split(data, owners, 1);
        Assert.All(parts, part => Assert.True(part.Length >= 895));
        Assert.All(DataAssert.Rows<float>(data.Train, 0, 1).Chunk(65), one => Assert.Equal(1, one.Sum()));
    }

    [Fact]
    public void Samples_takes_the_first_rows()
    {
        DataSource all = Load("optdigits", new OptDigitsDataOptions());
        DataSource some = Load("optdigits", new OptDigitsDataOptions { Samples = 100, TestSamples = 10 });
        Assert.Equal((100, 10), (some.Train.Count, some.Test!.Count));
        Assert.Equal(all.Train.Labels[..100].ToArray(), some.Train.Labels.ToArray());
        DataSource text = Load("tinyshakespeare", new TinyShakespeareDataOptions { Samples = 5000 });
        Assert.Equal(5000, text.Owners!.Length);
        Assert.Equal(0, text.Owners[0]);
    }

    private static DataSource Load(string name, DataOptions options) =>
        options.Load(new DataContext(new DataLocator(TestData.Require(name)), Seed: 1, WorkerCount: 10));

    private static double MeanFeature(Dataset data)
    {
        double[] row = new double[data.FeatureCount];
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyRows<double>([i], row);
            sum += row.Sum();
        }

        return sum / data.Count / data.FeatureCount;
    }
}
