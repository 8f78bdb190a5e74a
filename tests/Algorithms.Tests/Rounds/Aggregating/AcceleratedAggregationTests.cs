using System.Numerics;
using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Tests.Aggregation.Kernels;
using Xunit;

namespace Starling.Algorithms.Tests.Rounds.Aggregating;

/// <summary>What a slice asks of a device, and that the processor does what the device does not.</summary>
public sealed class AcceleratedAggregationTests
{
    private const int Count = 6;

    private static readonly VectorSchema Schema = new() { Server = ["aggregate"], Broadcast = [], Update = ["update"] };

    private readonly VectorBuffer<float>[] vectors = KernelData.Vectors<float>(Count, 300, "random");

    [Fact]
    public async Task A_device_that_takes_the_work_does_it_and_lets_go_at_the_end()
    {
        var device = new FakeDevice { Answer = [.. Enumerable.Range(0, Count * (Count + 1) / 2).Select(i => (double)i)] };
        double[] products = await MeasureAsync(device);
        VectorBuffer<float> result = await CombineAsync(device);

        Assert.Equal(device.Answer, products);
        Assert.All(result.Span.ToArray(), value => Assert.Equal(42, value));
        Assert.Equal(["lease", "products 5", "return", "lease", "combine 5", "return", "lease", "release", "return"], device.Calls);
    }

    [Fact]
    public async Task The_processor_does_what_the_device_gives_up()
    {
        var device = new FakeDevice();

        Assert.Equal(await MeasureAsync(null), await MeasureAsync(device));
        Assert.Equal(await NumbersAsync(null), await NumbersAsync(device));
        Assert.Contains("products 5", device.Calls);
        Assert.Contains("combine 5", device.Calls);
    }

    [Fact]
    public async Task A_device_that_takes_nothing_is_not_waited_for()
    {
        var device = new FakeDevice { Takes = false };

        Assert.Equal(await MeasureAsync(null), await MeasureAsync(device));
        Assert.Equal(await NumbersAsync(null), await NumbersAsync(device));
        Assert.Empty(device.Calls);
    }

    private RoundUpdates<float> Updates => new([vectors], [vectors], null) { Stamp = 5 };

    private Task<double[]> MeasureAsync(IAccelerator? device) =>
        new UpdateAggregation<float>(Schema, new ColumnPieces(300), device).AnswerAsync(new UpdateQuestion(UpdateQuestionKind.Products, RoundForging.None), Updates);

    private async Task<VectorBuffer<float>> CombineAsync(IAccelerator? device)
    {
        var result = new VectorBuffer<float>(300);
        await new UpdateAggregation<float>(Schema, new ColumnPieces(300), device).CombineAsync([new Combination { Rule = CoordinateRule.Median }], [], Updates, [result]);
        return result;
    }

    private async Task<float[]> NumbersAsync(IAccelerator? device) => (await CombineAsync(device)).Span.ToArray();

    private sealed class FakeDevice : IAccelerator
    {
        public bool Takes { get; init; } = true;

        public double[]? Answer { get; init; }

        public List<string> Calls { get; } = [];

        public string Description => "fake";

        public Task<IDisposable> LeaseAsync()
        {
            Calls.Add("lease");
            return Task.FromResult<IDisposable>(new Lease(Calls));
        }

        public bool TakesProducts<T>(int count, int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Takes;

        public bool TakesCombination<T>(RowsKey key, Combination combination, int count, int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Takes;

        public double[]? Products<T>(RowsKey key, IReadOnlyList<VectorBuffer<T>> vectors)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Calls.Add($"products {key.Stamp}");
            return Answer;
        }

        public bool TryCombine<T>(RowsKey key, Combination combination, IReadOnlyList<VectorBuffer<T>> vectors, VectorBuffer<T> destination)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Calls.Add($"combine {key.Stamp}");
            if (Answer is null)
                return false;

            destination.Span.Fill(T.CreateChecked(42));
            return true;
        }

        public bool Holds(object owner) => Answer is not null;

        public void Release(object owner) => Calls.Add("release");

        public void Dispose()
        {
        }

        private sealed class Lease(List<string> calls) : IDisposable
        {
            public void Dispose() => calls.Add("return");
        }
    }
}
