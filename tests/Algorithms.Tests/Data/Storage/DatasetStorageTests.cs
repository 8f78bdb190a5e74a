using Starling.Algorithms.Data;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Storage;

public class DatasetStorageTests
{
    [Fact]
    public void Dense_rows_are_copied_or_converted()
    {
        var data = new DenseDataset<double>("dense", 2, 2, [0, 1], [0.1, 2, 3, -4.5]);
        Assert.Equal([3, -4.5, 0.1, 2], DataAssert.Rows<double>(data, 1, 0));
        Assert.Equal([3f, -4.5f, 0.1f, 2f], DataAssert.Rows<float>(data, 1, 0));
    }

    [Fact]
    public void Sparse_rows_become_dense_over_whatever_was_there()
    {
        var data = new SparseDataset<float>("sparse", 4, 2, [0, 1, 0], [0, 2, 2, 3], [0, 3, 1], [1, 2.5f, -1]);
        double[] destination = [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9];
        data.CopyRows<double>([2, 0, 1], destination);
        Assert.Equal([0, -1, 0, 0, 1, 0, 0, 2.5, 0, 0, 0, 0], destination);
        Assert.Equal(3, data.NonZeroCount);
    }

    [Fact]
    public void A_prefix_has_the_first_rows_and_no_others()
    {
        var whole = new DenseDataset<float>("dense", 1, 3, [2, 1, 0], [10, 11, 12]);
        Dataset prefix = PrefixDataset.Of(whole, 2);
        Assert.Equal(2, prefix.Count);
        Assert.Equal([2, 1], prefix.Labels.ToArray());
        Assert.Equal([11f, 10f], DataAssert.Rows<float>(prefix, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataAssert.Rows<float>(prefix, 2));
        Assert.Same(whole, PrefixDataset.Of(whole, 0));
        Assert.Same(whole, PrefixDataset.Of(whole, 3));
    }

    [Fact]
    public void Windows_of_a_text_are_one_hot_the_oldest_first()
    {
        var data = new CharacterWindowDataset("text", [0, 2, 1, 0], [2, 3], 2, 3);
        Assert.Equal([1, 0], data.Labels.ToArray());
        Assert.Equal([0f, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1], DataAssert.Rows<float>(data, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CharacterWindowDataset("text", [0, 1], [1], 2, 3));
    }
}
