using Starling.Algorithms.Data;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Partitions;

public class DirichletClassesTests
{
    [Fact]
    public void Sizes_are_equal_and_the_rest_goes_to_the_first_worker()
    {
        int[][] parts = new DirichletClassesPartitionOptions { Alpha = 0.1 }.Split(Samples.Of(1037), 10, 5);
        Assert.Equal([110, 103, 103, 103, 103, 103, 103, 103, 103, 103], parts.Select(part => part.Length));
    }

    [Fact]
    public void Label_frequencies_are_within_five_standard_errors_of_the_workers_distribution()
    {
        DataSource data = Samples.Of(50_000);
        var partition = new DirichletClassesPartitionOptions { Alpha = 0.6 };
        const ulong Seed = 11;
        int[][] parts = partition.Split(data, 20, Seed);
        int[][] classes = PartitionSteps.ShuffledRowsByClass(data.Train, Seed);
        PartitionSummary summary = PartitionSummary.Of(data.Train, parts);
        for (int worker = 0; worker < parts.Length; worker++)
        {
            double[] expected = partition.Distribution(classes, worker, Seed);
            Assert.Equal(1, expected.Sum(), 1e-12);
            for (int label = 0; label < 10; label++)
            {
                double frequency = summary.LabelCounts[worker][label] / 2500.0;
                double error = Math.Sqrt(expected[label] * (1 - expected[label]) / 2500);
                Assert.InRange(frequency, expected[label] - (5 * error) - 1e-9, expected[label] + (5 * error) + 1e-9);
            }
        }
    }

    [Fact]
    public void Used_up_classes_start_again_so_rows_repeat()
    {
        int[] rows = [.. new DirichletClassesPartitionOptions { Alpha = 0.1 }.Split(Samples.Of(5000), 10, 1).SelectMany(part => part)];
        Assert.Equal(5000, rows.Length);
        Assert.True(rows.Distinct().Count() < 5000);
        Assert.True(rows.GroupBy(row => row).Max(group => group.Count()) >= 2);
    }

    // M = 100, sizes 500, C = 10: computed once and frozen (seed 1). For infinite sizes and many workers the mean is C/2 times the
    // mean absolute deviation of Beta(alpha, 9 alpha): 0.7106, 0.5440, 0.4282, 0.3487, 0.1187 for the first five.
    [Theory]
    [InlineData(0.1, 0.6984)]
    [InlineData(0.3, 0.5305)]
    [InlineData(0.6, 0.4212)]
    [InlineData(1, 0.3467)]
    [InlineData(10, 0.1260)]
    [InlineData(100, 0.0643)]
    public void The_mean_total_variation_falls_with_alpha(double alpha, double expected)
    {
        DataSource data = Samples.Of(50_000);
        int[][] parts = new DirichletClassesPartitionOptions { Alpha = alpha }.Split(data, 100, 1);
        Assert.Equal(expected, PartitionSummary.Of(data.Train, parts).MeanTotalVariation, 0.0001);
    }

    // The expected shares were computed by simulation with another generator; 0.06 is five standard errors of 1000 draws.
    [Theory]
    [InlineData(0.01, 0.825)]
    [InlineData(0.0001, 0.999)]
    public void Tiny_concentrations_give_numbers_and_nearly_one_class_each(double alpha, double expected)
    {
        DataSource data = Samples.Of(1000);
        var partition = new DirichletClassesPartitionOptions { Alpha = alpha };
        int[][] classes = PartitionSteps.ShuffledRowsByClass(data.Train, 1);
        double[][] draws = [.. Enumerable.Range(0, 1000).Select(worker => partition.Distribution(classes, worker, 1))];
        Assert.All(draws, draw => Assert.All(draw, value => Assert.InRange(value, 0, 1)));
        Assert.Equal(expected, draws.Count(draw => draw.Max() > 0.9) / 1000.0, 0.06);
        Assert.Equal(1000, partition.Split(data, 10, 1).Sum(part => part.Length));
        Assert.Equal(Enumerable.Range(0, 1000), (partition with { Replacement = false }).Split(data, 10, 1).SelectMany(part => part).Order());
        Assert.Equal(Enumerable.Range(0, 1000), new DirichletPartitionOptions { Alpha = alpha, MinSize = 1 }
            .Split(data, 4, 1).SelectMany(part => part).Order());
    }

    [Fact]
    public void A_class_without_rows_is_never_drawn()
    {
        DataSource data = Samples.WithLabels([.. Enumerable.Range(0, 300).Select(row => 2 * (row % 2))], 4);
        foreach (bool replacement in new[] { false, true })
        {
            int[][] parts = new DirichletClassesPartitionOptions { Alpha = 0.1, Replacement = replacement }.Split(data, 5, 1);
            Assert.Equal(300, parts.Sum(part => part.Length));
        }
    }
}
