using Starling.Algorithms.Data;
using Starling.Algorithms.Tests.Data.Partitions;
using Xunit;

namespace Starling.Algorithms.Tests.Data;

public class PartitionSummaryTests
{
    [Fact]
    public void Sizes_labels_and_distance_are_those_of_the_definition()
    {
        // Global labels 1/2, 1/4, 1/4; worker 0 has (1, 0, 0), worker 1 (1/3, 1/3, 1/3).
        DataSource data = Samples.WithLabels([0, 0, 1, 2], 3);
        var summary = PartitionSummary.Of(data.Train, [[0], [1, 2, 3]]);
        Assert.Equal((2, 4L, 1, 2.0, 3), (summary.WorkerCount, summary.SampleCount, summary.SmallestSize, summary.MeanSize, summary.LargestSize));
        Assert.Equal([[1, 0, 0], [1, 1, 1]], summary.LabelCounts);
        Assert.Equal((0.5 + (1.0 / 6)) / 2, summary.MeanTotalVariation, 1e-12);
    }

    [Fact]
    public void Identical_distributions_have_no_distance_and_single_classes_nearly_the_largest()
    {
        DataSource data = Samples.Of(1000);
        int[][] equal = new IidPartitionOptions { Balanced = true }.Split(data, 10, 1);
        Assert.Equal(0, PartitionSummary.Of(data.Train, equal).MeanTotalVariation, 1e-9);
        int[][] single = [.. Enumerable.Range(0, 10).Select(label => Enumerable.Range(0, 100).Select(i => (10 * i) + label).ToArray())];
        Assert.Equal(0.9, PartitionSummary.Of(data.Train, single).MeanTotalVariation, 1e-9);
    }
}
