using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation;

public sealed class MeanTests
{
    [Fact]
    public void Weights_are_relative()
    {
        double[] mean = new double[2];
        Mean.Aggregate([Vector(1, 2), Vector(5, -2)], [3, 1], mean);

        Assert.Equal([2, 1], mean);
    }

    [Fact]
    public void Scales_multiply_the_vectors_and_not_the_weights()
    {
        double[] mean = new double[2];
        Mean.AggregateScaled([Vector(1, 2), Vector(5, -2)], [3, 1], [0.5, -2], mean);

        Assert.Equal([((3 * 0.5) - (2 * 5)) / 4, ((3 * 0.5 * 2) + (2 * 2)) / 4], mean);
    }

    [Fact]
    public void Scales_of_one_change_no_bit()
    {
        var stream = new RandomStream(3, RandomPurpose.Noise);
        VectorBuffer<float>[] vectors = [.. Enumerable.Range(0, 5).Select(_ => new VectorBuffer<float>(3000))];
        double[] weights = new double[vectors.Length];
        for (int i = 0; i < vectors.Length; i++)
        {
            weights[i] = 1 + stream.NextDouble();
            for (int j = 0; j < vectors[i].Length; j++)
                vectors[i].Span[j] = (float)stream.NextNormal();
        }

        float[] plain = new float[3000];
        float[] scaled = new float[3000];
        Mean.Aggregate(vectors, weights, plain);
        Mean.AggregateScaled(vectors, weights, [1, 1, 1, 1, 1], scaled);

        Assert.Equal(plain, scaled);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        double[] mean = new double[2];

        Assert.Throws<ArgumentException>(() => Mean.Aggregate<double>([], [], mean));
        Assert.Throws<ArgumentException>(() => Mean.Aggregate([Vector(1, 2)], [0], mean));
        Assert.Throws<ArgumentException>(() => Mean.AggregateScaled([Vector(1, 2)], [1], [1, 1], mean));
    }

    private static VectorBuffer<double> Vector(params ReadOnlySpan<double> values)
    {
        var buffer = new VectorBuffer<double>(values.Length);
        values.CopyTo(buffer.Span);
        return buffer;
    }
}
