using Starling.Algorithms.Aggregation.Kernels;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation.Kernels;

public sealed class SortingNetworkTests
{
    [Fact]
    public void Every_input_of_zeros_and_ones_is_sorted()
    {
        for (int n = 1; n <= 12; n++)
        {
            Comparator[] network = SortingNetwork.For(new int[n]);
            for (int bits = 0; bits < 1 << n; bits++)
            {
                double[] values = [.. Enumerable.Range(0, n).Select(i => (double)((bits >> i) & 1))];
                Assert.Equal(values.Order(), Run(network, values));
            }
        }
    }

    [Fact]
    public void Wanted_places_of_every_input_of_zeros_and_ones_are_found()
    {
        for (int n = 2; n <= 12; n++)
        {
            for (int trim = 0; trim <= (n - 1) / 2; trim++)
            {
                int[] wanted = [.. Enumerable.Range(0, n).Select(i => i >= trim && i < n - trim ? 1 : SortingNetwork.Unused)];
                Comparator[] network = SortingNetwork.For(wanted);
                for (int bits = 0; bits < 1 << n; bits++)
                {
                    double[] values = [.. Enumerable.Range(0, n).Select(i => (double)((bits >> i) & 1))];
                    double expected = values.Order().Skip(trim).Take(n - (2 * trim)).Sum();
                    Assert.Equal(expected, Run(network, values).Skip(trim).Take(n - (2 * trim)).Sum());
                }
            }
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(100)]
    public void Larger_networks_sort_and_find_groups(int n)
    {
        var random = new Random(n);
        int[] wanted = [.. Enumerable.Range(0, n).Select(_ => random.Next(-1, 3))];
        Comparator[] sort = SortingNetwork.For(new int[n]);
        Comparator[] pruned = SortingNetwork.For(wanted);
        Assert.True(SortingNetwork.Work(pruned) <= SortingNetwork.Work(sort));
        for (int repeat = 0; repeat < 200; repeat++)
        {
            double[] values = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(2 * n))];
            double[] sorted = [.. values.Order()];
            Assert.Equal(sorted, Run(sort, values));
            double[] found = Run(pruned, values);
            foreach (int group in (int[])[1, 2])
                Assert.Equal(sorted.Where((_, i) => wanted[i] == group).Order(), found.Where((_, i) => wanted[i] == group).Order());
            for (int i = 0; i < n; i++)
                Assert.True(wanted[i] != SortingNetwork.Exact || sorted[i] == found[i]);
        }
    }

    [Fact]
    public void A_median_costs_less_than_a_sort()
    {
        int[] median = new int[20];
        Array.Fill(median, SortingNetwork.Unused);
        median[9] = median[10] = 1;

        Assert.True(SortingNetwork.Work(SortingNetwork.For(median)) < 0.8 * SortingNetwork.Work(SortingNetwork.For(new int[20])));
    }

    private static double[] Run(Comparator[] network, double[] values)
    {
        values = [.. values];
        foreach (Comparator comparator in network)
        {
            Assert.True(comparator.Low < comparator.High && (comparator.KeepsLow || comparator.KeepsHigh));
            double low = Math.Min(values[comparator.Low], values[comparator.High]);
            double high = Math.Max(values[comparator.Low], values[comparator.High]);
            values[comparator.Low] = comparator.KeepsLow ? low : double.NaN;
            values[comparator.High] = comparator.KeepsHigh ? high : double.NaN;
        }

        return values;
    }
}
