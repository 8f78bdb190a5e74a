using Starling.Algorithms.Data;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Storage;

public class ByteDatasetTests
{
    // Below one vector, exactly one, one and a bit, an image.
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(95)]
    [InlineData(784)]
    public void Every_feature_is_one_multiplication_whatever_the_width(int featureCount)
    {
        byte[] values = [.. Enumerable.Range(0, 3 * featureCount).Select(i => (byte)(i * 37))];
        var data = new ByteDataset("bytes", featureCount, 1, [0, 0, 0], values, 1.0 / 255);

        float[] singles = DataAssert.Rows<float>(data, 2, 0);
        double[] doubles = DataAssert.Rows<double>(data, 2, 0);

        byte[] expected = [.. values.AsSpan(2 * featureCount), .. values.AsSpan(0, featureCount)];
        Assert.Equal(expected.Select(value => value * (float)(1.0 / 255)), singles);
        Assert.Equal(expected.Select(value => value * (1.0 / 255)), doubles);
    }

    [Fact]
    public void White_is_exactly_one_and_black_exactly_zero()
    {
        var data = new ByteDataset("bytes", 2, 1, [0], [0, 255], 1.0 / 255);
        Assert.Equal([0f, 1f], DataAssert.Rows<float>(data, 0));
        Assert.Equal([0d, 1d], DataAssert.Rows<double>(data, 0));
    }

    [Fact]
    public void A_destination_of_another_size_is_refused()
    {
        var data = new ByteDataset("bytes", 2, 1, [0], [0, 255], 1);
        Assert.Throws<ArgumentException>(() => data.CopyRows<float>([0], new float[3]));
        Assert.Throws<ArgumentException>(() => new ByteDataset("bytes", 3, 1, [0], [0, 255], 1));
    }
}
