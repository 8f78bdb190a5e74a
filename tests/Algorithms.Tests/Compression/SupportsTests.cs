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
