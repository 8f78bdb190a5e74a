using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Partitions;

/// <summary>Partitions that cannot be made are refused as STAR0206 with the numbers that do not fit.</summary>
public class RefusedPartitionTests
{
    public static TheoryData<PartitionOptions> All =>
        [.. PartitionTable.All.Entries.Select(entry => (PartitionOptions)Activator.CreateInstance(entry.OptionsType)!)];

    [Theory]
    [MemberData(nameof(All))]
    public void More_workers_than_samples(PartitionOptions partition) =>
        Refused(partition, Samples.Of(5), 6, "5", "6 workers");

    [Fact]
    public void Too_few_samples_for_the_least_size() =>
        Refused(new DirichletPartitionOptions(), Samples.Of(99), 10, "99", "10 workers", "100 in all", "at most 9 workers");

    [Fact]
    public void A_least_size_that_is_never_reached()
    {
        Refused(new DirichletPartitionOptions { Alpha = 0.001, Balancing = false }, Samples.Of(1000), 50, "1000 tries", "alpha 0.001", "minSize");
        Refused(new QuantitySkewPartitionOptions { Alpha = 0.001 }, Samples.Of(1000), 50, "1000 tries", "alpha 0.001", "raise alpha");
        Refused(new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.LogNormal, Sigma = 8 }, Samples.Of(1000), 50, "sigma 8", "lower sigma");
    }

    [Fact]
    public void Owners_that_are_missing_or_too_few()
    {
        Refused(new NaturalPartitionOptions(), Samples.Of(10), 2, "samples", "no natural owners");
        Refused(new NaturalPartitionOptions(), Samples.Of(10, owners: [0, 0, 0, 0, 0, 0, 1, 1, 2, 2]), 4, "3 natural owners", "4 workers");
    }

    [Fact]
    public void Pathological_requests_that_the_data_cannot_meet()
    {
        Refused(new PathologicalPartitionOptions { Shards = 30 }, Samples.Of(100), 10, "300 shards", "100 training samples");
        Refused(new PathologicalPartitionOptions { Scheme = PathologicalScheme.EqualClasses, Classes = 11 }, Samples.Of(100), 10, "11 classes", "has 10");
        Refused(new PathologicalPartitionOptions { Scheme = PathologicalScheme.TwoClassHalves }, Samples.Of(100), 9, "10 workers, not 9");
        Refused(new PathologicalPartitionOptions { Scheme = PathologicalScheme.LabelPairs }, Samples.Of(100), 6, "6 workers", "12 classes", "has 10");
        Refused(new PathologicalPartitionOptions { Scheme = PathologicalScheme.LabelPairs }, Samples.WithLabels([0, 1, 5, 5], 6), 3, "Worker 2 of 3", "no samples");
        Refused(
            new PathologicalPartitionOptions { Scheme = PathologicalScheme.DistinctLabels, Classes = 1 },
            Samples.WithLabels([0, 0, 0, 1], 2), 4, "Worker 1 of 4", "no samples");
        Refused(new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.PowerLaw }, Samples.Of(1000), 5, "gives class", "at least 9 workers");
        Refused(
            new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.PowerLaw, MinSize = 10 },
            Samples.WithLabels([.. Enumerable.Repeat(0, 1000), 1, 1, 1], 2), 4, "Class 1", "3 rows");
    }

    private static void Refused(PartitionOptions partition, DataSource data, int workerCount, params string[] words) =>
        DataAssert.Refused(ErrorCatalog.PartitionImpossible, () => partition.Split(data, workerCount, 1), words);
}
