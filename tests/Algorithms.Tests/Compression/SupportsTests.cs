using Starling.Algorithms.Compression;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>Supports that both ends draw from a seed.</summary>
public sealed class SupportsTests
{
    [Fact]
    public void C5_both_ends_have_the_same_support_and_workers_have_others()
    {
        double[] x = [.. Enumerable.Range(1, 1000).Select(i => (double)i)];
        var compressor = new RandK(KeptCount.Of(100), scaled: false);
        int[] first = Support(Codec.Through(compressor, x, round: 1, worker: 2));

        Assert.Equal(100, first.Length);
        Assert.Equal(first, Support(Codec.Through(new RandK(KeptCount.Of(100), scaled: false), x, round: 1, worker: 2)));
        Assert.NotEqual(first, Support(Codec.Through(compressor, x, round: 1, worker: 3)));
        Assert.NotEqual(first, Support(Codec.Through(compressor, x, round: 2, worker: 2)));
        Assert.Equal(64 * 100, compressor.BitsOf(Codec.Encode(compressor, x)));
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(103, 10)]
    [InlineData(3, 10)]
    [InlineData(1, 1)]
    [InlineData(5003, 7)]
    [InlineData(700, 300)]
    public void C7_workers_share_the_coordinates_out(int dimension, int workers)
    {
        double[] x = TestVectors.Normal<double>(dimension, 1);
        for (int round = 0; round < 20; round++)
        {
            double[] mean = new double[dimension];
            int[] owners = new int[dimension];
            for (int worker = 0; worker < workers; worker++)
            {
                var compressor = new PermK(worker, workers);
                RandomStream stream = CompressionStream.Open(compressor.Describe<double>(dimension), 7, worker, round);
                byte[] message = new byte[compressor.MaxBytes<double>(dimension)];
                int length = compressor.Encode<double>(x, ref stream, message);
                double[] decoded = Codec.Decode<double>(compressor, message[..length], dimension);
                foreach (int i in Support(decoded))
                    owners[i]++;
                for (int i = 0; i < dimension; i++)
                    mean[i] += decoded[i] / workers;
            }

            Assert.All(owners, count => Assert.Equal(1, count));
            for (int i = 0; i < dimension; i++)
                Assert.Equal(x[i], mean[i], 1e-15 * Math.Abs(x[i]));
        }
    }

    [Theory]
    [InlineData(5, 2, 20)]
    [InlineData(5, 3, 90)]
    [InlineData(4, 4, 24)]
    public void C7_every_partition_of_few_coordinates_is_equally_likely(int dimension, int workers, int partitions)
    {
        const int Draws = 20_000;
        double[] x = [.. Enumerable.Repeat(1.0, dimension)];
        Dictionary<int, int> counts = [];
        for (int round = 0; round < Draws; round++)
        {
            int partition = 0;
            for (int worker = 0; worker < workers; worker++)
            {
                foreach (int i in Support(Codec.Through(new PermK(worker, workers), x, round, worker: -1)))
                    partition += worker << (2 * i);
            }

            counts[partition] = counts.GetValueOrDefault(partition) + 1;
        }

        double expected = Draws / (double)partitions;
        double chiSquare = counts.Values.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.Equal(partitions, counts.Count);
        Assert.InRange(chiSquare, 0, partitions - 1 + (5 * Math.Sqrt(2 * partitions)));
    }

    [Fact]
    public void C7_a_block_of_many_coordinates_has_pairs_as_often_as_a_uniform_one()
    {
        const int Workers = 10, Dimension = 40, Draws = 20_000;
        double[] x = [.. Enumerable.Repeat(1.0, Dimension)];
        int[] together = new int[Dimension];
        for (int round = 0; round < Draws; round++)
        {
            int[] support = Support(Codec.Through(new PermK(0, Workers), x, round, worker: -1));
            Assert.Equal(Dimension / Workers, support.Length);
            if (support[0] == 0)
            {
                foreach (int i in support)
                    together[i]++;
            }
        }

        // Coordinate 0 with probability 4/40, and each other one beside it with 3/39.
        Assert.Equal(Draws / 10.0, together[0], 5 * Math.Sqrt(Draws / 10.0));
        double pairs = Draws / 130.0;
        Assert.All(together[1..], count => Assert.Equal(pairs, count, 5 * Math.Sqrt(pairs)));
    }

    [Fact]
    public void C7_the_variance_of_the_mean_is_that_of_the_formula()
    {
        const int Workers = 7, Dimension = 50, Draws = 4000;
        double[][] x = [.. Enumerable.Range(0, Workers).Select(worker => TestVectors.Normal<double>(Dimension, worker))];
        double[] mean = [.. Enumerable.Range(0, Dimension).Select(i => x.Average(row => row[i]))];
        double expected = (x.Sum(Codec.SquaredNorm) / Workers) - Codec.SquaredNorm(mean);
        double error = 0;
        for (int round = 0; round < Draws; round++)
        {
            double[] sum = new double[Dimension];
            for (int worker = 0; worker < Workers; worker++)
            {
                double[] decoded = Codec.Through(new PermK(worker, Workers), x[worker], round, worker: -1);
                for (int i = 0; i < Dimension; i++)
                    sum[i] += decoded[i] / Workers;
            }

            error += Codec.SquaredDistance(sum, mean) / Draws;
        }

        Assert.Equal(expected, error, 0.02 * expected);
    }

    [Fact]
    public void Equal_sizes_are_kept_from_the_front()
    {
        double[] x = [2, -2, 1, 2, -2];
        Assert.Equal([2, -2, 0, 2, 0], Codec.Through(new TopK(KeptCount.Of(3)), x));
        Assert.Equal([2, -2, 0, 0, 0], Codec.Through(new TopK(KeptCount.Of(2)), x));
        float[] ones = [.. Enumerable.Repeat(-1f, 100)];
        Assert.Equal(Enumerable.Range(0, 37), Support([.. Codec.Through(new TopK(KeptCount.Of(37)), ones).Select(element => (double)element)]));
    }

    private static int[] Support(double[] x) => [.. Enumerable.Range(0, x.Length).Where(i => x[i] != 0)];
}
