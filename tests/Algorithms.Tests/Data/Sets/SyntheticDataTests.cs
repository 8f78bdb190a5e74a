using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Tests.Data.Locating;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Sets;

public class SyntheticDataTests
{
    [Fact]
    public void Every_client_has_nine_tenths_for_training()
    {
        DataSource data = Load(new SyntheticDataOptions(), 30);
        Assert.Equal((60, 10), (data.Train.FeatureCount, data.Train.ClassCount));
        int[] sizes = [.. data.Owners!.GroupBy(owner => owner).OrderBy(rows => rows.Key).Select(rows => rows.Count())];
        Assert.Equal(30, sizes.Length);
        Assert.All(sizes, size => Assert.True(size >= 45));

        // n_i from its nine tenths is known to one; so the test rows are known to 30.
        int test = sizes.Sum(size => (int)Math.Ceiling(size / 0.9) - size);
        Assert.InRange(data.Test!.Count, test, test + 30);
    }

    [Fact]
    public void Sizes_have_the_law_and_the_bound()
    {
        int[] sizes = Sizes(new SyntheticDataOptions { Features = 1, Classes = 2, SizeMaximum = 5000 }, 2000);

        // The median of LogNormal(4, 2) is e^4 = 54.6; 50 more, nine tenths of that.
        Assert.Equal(0.9 * (50 + 54.6), sizes.Order().ElementAt(1000), 12.0);
        Assert.Equal(4500, sizes.Max());
        Assert.All(Sizes(new SyntheticDataOptions { SizeLogDeviation = 0 }, 10), size => Assert.Equal(93, size));
    }

    [Fact]
    public void A_client_does_not_depend_on_how_many_there_are()
    {
        var options = new SyntheticDataOptions { Alpha = 0.5, Beta = 0.5 };
        DataSource few = Load(options, 3);
        DataSource many = Load(options, 20);
        int[] rows = [.. Enumerable.Range(0, few.Train.Count)];
        Assert.Equal(DataAssert.Rows<float>(few.Train, rows), DataAssert.Rows<float>(many.Train, rows));
        Assert.Equal(few.Train.Labels.ToArray(), many.Train.Labels[..few.Train.Count].ToArray());
        Assert.NotEqual(
            DataAssert.Rows<float>(few.Train, 0),
            DataAssert.Rows<float>(options.Load(new DataContext(Locator, 2, 3)).Train, 0));
    }

    [Fact]
    public void Inputs_have_the_variances_of_the_definition()
    {
        // iid: v = 0, so x[j] ~ N(0, j^-1.2).
        var options = new SyntheticDataOptions { Iid = true, SizeLogDeviation = 0, SizeLogMean = 8 };
        DataSource data = Load(options, 10);
        int count = data.Train.Count;
        double[] values = DataAssert.Rows<double>(data.Train, [.. Enumerable.Range(0, count)]);
        for (int j = 0; j < 60; j += 7)
        {
            double variance = Enumerable.Range(0, count).Average(row => values[(row * 60) + j] * values[(row * 60) + j]);
            double expected = Math.Pow(j + 1, -1.2);
            Assert.Equal(expected, variance, 5 * expected * Math.Sqrt(2.0 / count));
        }
    }

    [Fact]
    public void Labels_are_uneven_per_client_and_more_so_than_for_iid()
    {
        double different = MeanVariation(new SyntheticDataOptions { Alpha = 1, Beta = 1 });
        double iid = MeanVariation(new SyntheticDataOptions { Iid = true });
        Assert.True(different > 0.4, $"{different}");
        Assert.True(iid < 0.2, $"{iid}");
    }

    [Fact]
    public void Pooled_softmax_regression_does_better_on_iid()
    {
        double iid = PooledAccuracy(new SyntheticDataOptions { Iid = true });
        double different = PooledAccuracy(new SyntheticDataOptions { Alpha = 1, Beta = 1 });
        Assert.True(iid > different + 0.05, $"iid {iid}, (1,1) {different}");
    }

    [Fact]
    public void The_natural_partition_is_one_client_a_worker_and_the_default()
    {
        var options = new SyntheticDataOptions();
        DataSource data = Load(options, 7);
        int[][] parts = Assert.IsType<NaturalPartitionOptions>(options.Partition).Split(data, 7, 1);
        for (int worker = 0; worker < 7; worker++)
            Assert.All(parts[worker], row => Assert.Equal(worker, data.Owners![row]));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Equal("sizeMaximum", Assert.Single(new SyntheticDataOptions { SizeMaximum = 10 }.Check()).Path);
        DataAssert.Refused(
            ErrorCatalog.DataTooLarge,
            () => Load(new SyntheticDataOptions { SizeLogMean = 20, SizeLogDeviation = 0 }, 30),
            "30 workers", "sizeMaximum");
    }

    private static DataLocator Locator => new(null, new FakeEnvironment(Path.GetTempPath()));

    private static DataSource Load(SyntheticDataOptions options, int workerCount) => options.Load(new DataContext(Locator, 1, workerCount));

    private static int[] Sizes(SyntheticDataOptions options, int workerCount) =>
        [.. Load(options, workerCount).Owners!.GroupBy(owner => owner).Select(rows => rows.Count())];

    private static double MeanVariation(SyntheticDataOptions options)
    {
        DataSource data = Load(options with { SizeMaximum = 2000 }, 30);
        return PartitionSummary.Of(data.Train, new NaturalPartitionOptions().Split(data, 30, 1)).MeanTotalVariation;
    }

    // Full-batch gradient descent with momentum from zero on all clients' samples together. There are more clients than features, so
    // that one linear model cannot tell all of them apart.
    private static double PooledAccuracy(SyntheticDataOptions options)
    {
        const int Features = 60;
        const int Classes = 10;
        DataSource data = Load(options with { SizeMaximum = 100 }, 150);
        double[] train = DataAssert.Rows<double>(data.Train, [.. Enumerable.Range(0, data.Train.Count)]);
        double[] weights = new double[(Features + 1) * Classes];
        double[] velocity = new double[weights.Length];
        double[] probabilities = new double[Classes];
        for (int step = 0; step < 150; step++)
        {
            double[] gradient = new double[weights.Length];
            for (int row = 0; row < data.Train.Count; row++)
            {
                Softmax(weights, train.AsSpan(row * Features, Features), probabilities);
                probabilities[data.Train.Labels[row]] -= 1;
                for (int c = 0; c < Classes; c++)
                {
                    for (int j = 0; j < Features; j++)
                        gradient[(j * Classes) + c] += probabilities[c] * train[(row * Features) + j];
                    gradient[(Features * Classes) + c] += probabilities[c];
                }
            }

            for (int i = 0; i < weights.Length; i++)
                weights[i] += velocity[i] = (0.95 * velocity[i]) - (gradient[i] / data.Train.Count);
        }

        int right = 0;
        for (int row = 0; row < data.Test!.Count; row++)
        {
            Softmax(weights, DataAssert.Rows<double>(data.Test, row), probabilities);
            if (Array.IndexOf(probabilities, probabilities.Max()) == data.Test.Labels[row])
                right++;
        }

        return (double)right / data.Test.Count;

        static void Softmax(double[] weights, ReadOnlySpan<double> sample, double[] probabilities)
        {
            for (int c = 0; c < Classes; c++)
            {
                probabilities[c] = weights[(Features * Classes) + c];
                for (int j = 0; j < Features; j++)
                    probabilities[c] += weights[(j * Classes) + c] * sample[j];
            }

            double largest = probabilities.Max();
            double sum = probabilities.Sum(score => Math.Exp(score - largest));
            for (int c = 0; c < Classes; c++)
                probabilities[c] = Math.Exp(probabilities[c] - largest) / sum;
        }
    }
}
