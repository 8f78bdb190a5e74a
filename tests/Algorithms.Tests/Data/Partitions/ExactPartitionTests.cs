using Starling.Algorithms.Data;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Partitions;

/// <summary>Partitions that use every row exactly once, whatever seed and number of workers.</summary>
public class ExactPartitionTests
{
    public static TheoryData<PartitionOptions> Exact =>
    [
        new IidPartitionOptions(),
        new IidPartitionOptions { Balanced = true },
        new DirichletPartitionOptions { Alpha = 0.1 },
        new DirichletPartitionOptions { Alpha = 0.5, Balancing = false },
        new DirichletPartitionOptions { Alpha = 100 },
        new DirichletClassesPartitionOptions { Alpha = 0.1, Replacement = false },
        new PathologicalPartitionOptions(),
        new PathologicalPartitionOptions { Shards = 3 },
        new PathologicalPartitionOptions { Scheme = PathologicalScheme.DistinctLabels },
        new PathologicalPartitionOptions { Scheme = PathologicalScheme.DistinctLabels, Classes = 10 },
        new QuantitySkewPartitionOptions { Alpha = 2, MinSize = 2 },
        new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.LogNormal, MinSize = 5 },
        new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.PowerLaw },
    ];

    [Theory]
    [MemberData(nameof(Exact))]
    public void Every_row_is_used_exactly_once(PartitionOptions partition)
    {
        DataSource data = Samples.Of(2003);
        foreach (int workerCount in new[] { 10, 17, 40 })
        {
            for (ulong seed = 1; seed <= 5; seed++)
            {
                int[][] parts = partition.Split(data, workerCount, seed);
                Assert.Equal(workerCount, parts.Length);
                Assert.All(parts, part => Assert.NotEmpty(part));
                Assert.Equal(Enumerable.Range(0, 2003), parts.SelectMany(part => part).Order());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void The_same_seed_gives_the_same_partition_and_another_another(PartitionOptions partition)
    {
        DataSource data = Samples.Of(1000);
        int[][] first = partition.Split(data, 12, 7);
        Assert.Equal(first, partition.Split(data, 12, 7));
        Assert.NotEqual(first, partition.Split(data, 12, 8));
    }

    [Fact]
    public void Iid_sizes_differ_by_at_most_one()
    {
        foreach (bool balanced in new[] { false, true })
        {
            int[][] parts = new IidPartitionOptions { Balanced = balanced }.Split(Samples.Of(1003), 10, 1);
            Assert.Equal((100, 101), (parts.Min(part => part.Length), parts.Max(part => part.Length)));
        }
    }

    [Fact]
    public void Balanced_iid_gives_every_worker_the_same_share_of_every_class()
    {
        DataSource data = Samples.Skewed();
        PartitionSummary summary = PartitionSummary.Of(data.Train, new IidPartitionOptions { Balanced = true }.Split(data, 7, 1));
        for (int label = 0; label < 5; label++)
        {
            int[] counts = [.. summary.LabelCounts.Select(counts => counts[label])];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Fact]
    public void Dirichlet_keeps_the_least_size_and_balancing_keeps_sizes_together()
    {
        DataSource data = Samples.Of(6000);
        var balanced = new DirichletPartitionOptions { Alpha = 0.3, MinSize = 20 };
        int[][] even = balanced.Split(data, 20, 3);
        int[][] uneven = (balanced with { Balancing = false }).Split(data, 20, 3);
        Assert.True(even.Min(part => part.Length) >= 20);
        Assert.True(uneven.Min(part => part.Length) >= 20);

        // Who is full gets no further class, so nobody has more than n/M and one class.
        Assert.True(even.Max(part => part.Length) < 300 + 600);
        Assert.True(Deviation(even) < Deviation(uneven));
    }

    [Fact]
    public void Natural_gives_every_owner_to_one_worker()
    {
        int[] owners = [0, 1, 2, 0, 3, 2, 4, 4];
        DataSource data = Samples.Of(8, 2, owners);
        Assert.Equal([[0, 3], [1], [2, 5], [4], [6, 7]], new NaturalPartitionOptions().Split(data, 5, 1));
        Assert.Equal([[0, 2, 3, 5, 6, 7], [1, 4]], new NaturalPartitionOptions().Split(data, 2, 1));
    }

    private static double Deviation(int[][] parts)
    {
        double mean = parts.Average(part => part.Length);
        return parts.Sum(part => Math.Pow(part.Length - mean, 2));
    }
}
