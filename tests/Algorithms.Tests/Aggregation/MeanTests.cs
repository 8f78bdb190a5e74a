using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation;

public sealed class MeanTests
{
    [Fact]
    public void Samples_are_relative_weights() => Assert.Equal([2, 1], Apply(Mean([3, 1]), Vector(1, 2), Vector(5, -2)));

    [Fact]
    public void Scales_multiply_the_vectors_and_not_the_weights() => Assert.Equal(
        [((3 * 0.5) - (2 * 5)) / 4, ((3 * 0.5 * 2) + (2 * 2)) / 4],
        Apply(Mean([3, 1]).Of([0.5, -2]), Vector(1, 2), Vector(5, -2)));

    [Fact]
    public void Workers_without_samples_count_alike_where_nobody_has_any() =>
        Assert.Equal([3, 0], Apply(Mean([0, 0]), Vector(1, 2), Vector(5, -2)));

    [Fact]
    public void It_is_summed_in_worker_order_in_double_and_rounded_once()
    {
        var stream = new RandomStream(3, RandomPurpose.Noise);
        VectorBuffer<float>[] vectors = [.. Enumerable.Range(0, 5).Select(_ => new VectorBuffer<float>(3000))];
        double[] samples = new double[vectors.Length];
        for (int i = 0; i < vectors.Length; i++)
        {
            samples[i] = 1 + stream.NextDouble();
            for (int j = 0; j < vectors[i].Length; j++)
                vectors[i].Span[j] = (float)stream.NextNormal();
        }

        double inverse = 1 / samples.Sum();
        float[] expected = new float[3000];
        for (int j = 0; j < expected.Length; j++)
        {
            double sum = 0;
            for (int i = 0; i < vectors.Length; i++)
                sum = Math.FusedMultiplyAdd(samples[i], vectors[i].Span[j], sum);
            expected[j] = (float)(sum * inverse);
        }

        Assert.Equal(expected, Apply(Mean(samples), vectors));
        Assert.Equal(expected, Apply(Mean(samples).Of([1, 1, 1, 1, 1]), vectors));
    }

    private static Combination Mean(double[] samples) =>
        new WeightedMean(bySamples: true).Combine(new RuleInput { Count = samples.Length, Byzantine = 0, Samples = samples });

    private static T[] Apply<T>(Combination combination, params VectorBuffer<T>[] vectors)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] result = new T[vectors[0].Length];
        CombinationPlan<T>.Of(combination, vectors.Length).Apply(vectors, 0, result);
        return result;
    }

    private static VectorBuffer<double> Vector(params ReadOnlySpan<double> values)
    {
        var buffer = new VectorBuffer<double>(values.Length);
        values.CopyTo(buffer.Span);
        return buffer;
    }
}
