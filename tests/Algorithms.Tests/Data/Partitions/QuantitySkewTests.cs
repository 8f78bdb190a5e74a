using Starling.Algorithms.Data;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Partitions;

public class QuantitySkewTests
{
    [Fact]
    public void Sigma_zero_is_equal()
    {
        var partition = new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.LogNormal, Sigma = 0 };
        int[] sizes = [.. partition.Split(Samples.Of(1003), 10, 1).Select(part => part.Length)];
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    [Fact]
    public void Sizes_spread_with_sigma_and_with_small_alpha()
    {
        DataSource data = Samples.Of(20_000);
        double[] logNormal = [.. new[] { 0.3, 1, 1.5 }.Select(sigma => Largest(new() { Scheme = QuantitySkewScheme.LogNormal, Sigma = sigma, MinSize = 1 }))];
        Assert.True(logNormal[0] < logNormal[1] && logNormal[1] < logNormal[2]);
        double[] dirichlet = [.. new[] { 100, 1, 0.3 }.Select(alpha => Largest(new() { Alpha = alpha, MinSize = 1 }))];
        Assert.True(dirichlet[0] < dirichlet[1] && dirichlet[1] < dirichlet[2]);

        double Largest(QuantitySkewPartitionOptions partition) =>
            Enumerable.Range(1, 20).Average(seed => partition.Split(data, 20, (ulong)seed).Max(part => part.Length));
    }

    [Fact]
    public void The_least_size_holds()
    {
        foreach (QuantitySkewScheme scheme in Enum.GetValues<QuantitySkewScheme>())
        {
            int[][] parts = new QuantitySkewPartitionOptions { Scheme = scheme, Alpha = 2, MinSize = 15 }.Split(Samples.Of(5000), 30, 2);
            Assert.True(parts.Min(part => part.Length) >= 15, scheme.ToString());
        }
    }

    [Fact]
    public void The_power_law_gives_every_worker_its_two_classes()
    {
        // FedProx on MNIST: 1000 workers, 5 rows of each of two digits for certain.
        DataSource data = Samples.Of(60_000);
        int[][] parts = new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.PowerLaw }.Split(data, 1000, 1);
        PartitionSummary summary = PartitionSummary.Of(data.Train, parts);
        for (int worker = 0; worker < 1000; worker++)
        {
            int[] counts = summary.LabelCounts[worker];
            Assert.True(counts[worker % 10] >= 5 && counts[(worker + 1) % 10] >= 5);
            Assert.Equal(2, counts.Count(count => count > 0));
        }

        Assert.Equal(60_000, summary.SampleCount);
        Assert.True(summary.LargestSize > 10 * summary.MeanSize);
    }
}
