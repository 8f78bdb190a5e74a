using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Tests.Aggregation;
using Starling.Algorithms.Tests.Aggregation.Kernels;
using Xunit;

namespace Starling.Algorithms.Tests.Rounds.Aggregating;

public sealed class LocalAggregationTests
{
    public static TheoryData<string> Rules => [.. All.Keys];

    private static Dictionary<string, IAggregationRule> All => new()
    {
        ["mean"] = new WeightedMean(),
        ["median"] = new CoordinateWise(CoordinateRule.Median),
        ["phocas"] = new CoordinateWise(CoordinateRule.MeanAroundTrimmedMean),
        ["krum"] = new Krum(1),
        ["bulyan"] = new Bulyan(),
        ["centered clipping"] = new CenteredClipping(2, 2),
        ["clipping, nnm, median"] = new AggregationPipeline([new NormClipping(1), new NearestNeighbors()], new CoordinateWise(CoordinateRule.Median)),
        ["bucketing, centered clipping"] = new AggregationPipeline([new Bucketing(2)], new CenteredClipping(2, 1)),
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void It_is_the_worked_example_applied(string name)
    {
        double[][] rows = [.. KernelData.Vectors<double>(9, 40, "random").Select(vector => vector.Span.ToArray())];
        double[] previous = [.. KernelData.Vectors<double>(1, 40, "random", 9)[0].Span];
        double[] expected = WorkedExample.Apply(All[name], 1, rows, previous);
        var destination = new VectorBuffer<double>(40);

        LocalAggregation.Aggregate(All[name], 1, 0, 0, [.. rows.Select(Copy)], Copy(previous), destination, 1);

        for (int c = 0; c < 40; c++)
            Assert.Equal(expected[c], destination.Span[c], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_number_of_threads_changes_no_bit(string name)
    {
        int length = (2 << 17) + 1234;
        VectorBuffer<float>[] vectors = KernelData.Vectors<float>(7, length, "random");
        var one = new VectorBuffer<float>(length);
        var many = new VectorBuffer<float>(length);

        LocalAggregation.Aggregate(All[name], 1, 3, 4, vectors, null, one, 1);
        LocalAggregation.Aggregate(All[name], 1, 3, 4, vectors, null, many, 3);

        Assert.True(one.Span.SequenceEqual(many.Span));
    }

    [Fact]
    public void A_destination_among_the_vectors_is_refused()
    {
        VectorBuffer<float>[] vectors = KernelData.Vectors<float>(3, 10, "random");
        IAggregationRule rule = new CoordinateWise(CoordinateRule.Median);

        Assert.Throws<ArgumentException>(() => LocalAggregation.Aggregate(rule, 1, 0, 0, vectors, null, vectors[0], 1));
        Assert.Throws<ArgumentException>(() => LocalAggregation.Aggregate(rule, 1, 0, 0, vectors, null, new VectorBuffer<float>(9), 1));
        Assert.Throws<ArgumentException>(() => LocalAggregation.Aggregate<float>(rule, 1, 0, 0, [], null, new VectorBuffer<float>(9), 1));
    }

    private static VectorBuffer<double> Copy(double[] values)
    {
        var vector = new VectorBuffer<double>(values.Length);
        values.CopyTo(vector.Span);
        return vector;
    }
}
