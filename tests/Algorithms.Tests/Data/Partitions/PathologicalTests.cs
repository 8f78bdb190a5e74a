using Starling.Algorithms.Data;
using Starling.Algorithms.Options;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Partitions;

public class PathologicalTests
{
    [Fact]
    public void Shards_give_most_workers_two_classes_in_equal_sizes()
    {
        // The setting of the FedAvg paper: 200 shards of 300, 2 each for 100 workers.
        DataSource data = Samples.Of(60_000);
        PartitionSummary summary = PartitionSummary.Of(data.Train, new PathologicalPartitionOptions().Split(data, 100, 1));
        Assert.Equal((600, 600), (summary.SmallestSize, summary.LargestSize));
        int[] classes = [.. summary.LabelCounts.Select(counts => counts.Count(count => count > 0))];
        Assert.All(classes, count => Assert.InRange(count, 1, 4));
        Assert.True(classes.Count(count => count == 2) > 70);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Equal_classes_have_equal_sizes_and_so_many_classes(int classes)
    {
        DataSource data = Samples.Of(10_000);
        var partition = new PathologicalPartitionOptions { Scheme = PathologicalScheme.EqualClasses, Classes = classes };
        PartitionSummary summary = PartitionSummary.Of(data.Train, partition.Split(data, 20, 1));
        Assert.Equal((500, 500), (summary.SmallestSize, summary.LargestSize));
        Assert.All(summary.LabelCounts, counts => Assert.Equal(classes, counts.Count(count => count > 0)));
    }

    [Fact]
    public void Distinct_labels_give_worker_i_class_i_and_others()
    {
        DataSource data = Samples.Of(10_000);
        var partition = new PathologicalPartitionOptions { Scheme = PathologicalScheme.DistinctLabels, Classes = 3 };
        PartitionSummary summary = PartitionSummary.Of(data.Train, partition.Split(data, 25, 1));
        for (int worker = 0; worker < 25; worker++)
        {
            Assert.True(summary.LabelCounts[worker][worker % 10] > 0);
            Assert.Equal(3, summary.LabelCounts[worker].Count(count => count > 0));
        }

        // Those who have a class have equal parts of it.
        for (int label = 0; label < 10; label++)
        {
            int[] parts = [.. summary.LabelCounts.Select(counts => counts[label]).Where(count => count > 0)];
            Assert.InRange(parts.Max() - parts.Min(), 0, 1);
        }
    }

    [Fact]
    public void Two_class_halves_follow_the_order_of_the_file()
    {
        DataSource data = Samples.WithLabels([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0], 3);
        var partition = new PathologicalPartitionOptions { Scheme = PathologicalScheme.TwoClassHalves };
        Assert.Equal([[0, 3, 4, 7], [1, 5, 8], [2, 6, 9, 10]], partition.Split(data, 3, 1));
    }

    [Fact]
    public void Two_class_halves_of_optdigits_are_those_of_the_benchmark()
    {
        var locator = new DataLocator(TestData.Require("optdigits"));
        DataSource data = new OptDigitsDataOptions { Constant = true }.Load(new DataContext(locator, 1, 10));
        int[][] parts = new PathologicalPartitionOptions { Scheme = PathologicalScheme.TwoClassHalves }.Split(data, 10, 1);
        Assert.Equal([383, 384, 385, 388, 381, 377, 382, 383, 381, 379], parts.Select(part => part.Length));
        Assert.Equal(65, data.Train.FeatureCount);
        Assert.All(Enumerable.Range(0, 100), row => Assert.Equal(1.0, DataAssert.Rows<double>(data.Train, row)[64]));
    }

    [Fact]
    public void Label_pairs_give_worker_u_the_classes_u_and_its_opposite()
    {
        DataSource data = Samples.WithLabels([0, 5, 1, 2, 4, 3, 0, 2, 5, 5], 6);
        var partition = new PathologicalPartitionOptions { Scheme = PathologicalScheme.LabelPairs };
        Assert.Equal([[0, 1, 6, 8, 9], [2, 4], [3, 5, 7]], partition.Split(data, 3, 1));
        Assert.Equal(partition.Split(data, 3, 1), partition.Split(data, 3, 2));
    }

    [Fact]
    public void Fields_of_another_scheme_are_refused()
    {
        Assert.Equal(
            ["shards", "classes"],
            new PathologicalPartitionOptions { Scheme = PathologicalScheme.LabelPairs, Shards = 3, Classes = 3 }.Check().Select(found => found.Path));
        Assert.Empty(new PathologicalPartitionOptions { Shards = 4 }.Check());
        Assert.Equal("classes", Assert.Single(new PathologicalPartitionOptions { Classes = 3 }.Check()).Path);
        OptionIssue issue = Assert.Single(new PathologicalPartitionOptions { Scheme = PathologicalScheme.DistinctLabels, Shards = 3 }.Check());
        Assert.Equal("shards", issue.Path);
    }
}
