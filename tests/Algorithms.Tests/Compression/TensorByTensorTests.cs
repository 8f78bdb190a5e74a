using System.Collections.Immutable;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

public sealed class TensorByTensorTests
{
    private const int Length = 208;

    private static readonly ParameterLayout Layout = new(("a", [10, 12]), ("b", [12]), ("c", [3, 5, 5]), ("d", [1]));

    private static readonly CompressorSetting Model = new() { Worker = 1, Workers = 4, Layout = Layout };

    public static TheoryData<string> Lists => [.. Parts.Keys];

    private static Dictionary<string, ImmutableArray<CompressorOptions>> Parts { get; } = new()
    {
        ["top-k"] = [new TopKOptions { Fraction = 0.3 }],
        ["rand-k"] = [new RandKOptions { Fraction = 0.3 }],
        ["qsgd"] = [new QsgdOptions { S = 16 }],
        ["sign"] = [new SignOptions()],
        ["ternary"] = [new TernaryOptions()],
        ["top-k, qsgd"] = [new TopKOptions { Fraction = 0.5 }, new QsgdOptions { S = 64 }],
        ["top-k, natural"] = [new TopKOptions { Fraction = 0.5 }, new NaturalOptions()],
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_message_is_those_of_the_tensors(string list)
    {
        ICompressor compressor = TensorByTensor.Create(Parts[list], Model);
        ICompressor alone = Composition.Create(Parts[list], Model);
        float[] x = Input();
        var stream = new RandomStream(1, RandomPurpose.Compression);
        byte[] message = new byte[compressor.MaxBytes<float>(Length)];
        int length = compressor.Encode<float>(x, ref stream, message);
        float[] decoded = new float[Length];
        compressor.Decode(message.AsSpan(0, length), decoded);

        var same = new RandomStream(1, RandomPurpose.Compression);
        int bytes = 0;
        long bits = 0;
        foreach (TensorSlice tensor in Layout.Tensors)
        {
            byte[] one = new byte[alone.MaxBytes<float>(tensor.Length)];
            ReadOnlySpan<byte> part = one.AsSpan(0, alone.Encode<float>(x.AsSpan(tensor.Offset, tensor.Length), ref same, one));
            float[] expected = new float[tensor.Length];
            alone.Decode(part, expected);
            Assert.Equal(expected, decoded[tensor.Offset..(tensor.Offset + tensor.Length)]);
            bytes += part.Length;
            bits += alone.BitsOf(part);
        }

        Assert.Equal((bytes, bits), (length, compressor.BitsOf(message.AsSpan(0, length))));
        double[] sums = [.. Enumerable.Repeat(1.0, Length)];
        compressor.DecodeAdd<float>(message.AsSpan(0, length), 0.5, sums);
        Assert.Equal([.. decoded.Select(value => 1 + (0.5 * value))], sums);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_message_that_ends_early_or_late_is_refused_and_nothing_is_added(string list)
    {
        ICompressor compressor = TensorByTensor.Create(Parts[list], Model);
        byte[] memory = new byte[compressor.MaxBytes<float>(Length)];
        var stream = new RandomStream(1, RandomPurpose.Compression);
        byte[] message = memory[..compressor.Encode<float>(Input(), ref stream, memory)];
        double[] sums = new double[Length];
        foreach (byte[] damaged in (byte[][])[message[..^1], message[..20], [], [.. message, 0], [.. message, .. message]])
        {
            StarlingException refusal = Assert.Throws<StarlingException>(() => compressor.DecodeAdd<float>(damaged, 1, sums));
            Assert.Equal(ErrorCatalog.MessageMalformed, refusal.Error);
            Assert.Throws<StarlingException>(() => compressor.BitsOf(damaged));
        }

        Assert.All(sums, sum => Assert.Equal(0, sum));
    }

    [Fact]
    public void The_largest_of_every_tensor_are_kept()
    {
        // The first tensor's numbers are a thousand times the others'.
        float[] decoded = Input();
        var channel = new CompressedChannel<float>([new TopKOptions { Fraction = 0.3 }], nodes: 2, exchanges: 1, Length, Layout, seed: 1);
        channel.Send(0, 0, 0, decoded);
        Assert.Equal([36, 3, 22, 1], Layout.Tensors.Select(tensor => decoded.Skip(tensor.Offset).Take(tensor.Length).Count(value => value != 0)));

        decoded = Input();
        new CompressedChannel<float>([new TopKOptions { Fraction = 0.3 }], nodes: 2, exchanges: 1, Length, null, seed: 1).Send(0, 0, 0, decoded);
        Assert.Equal([62, 0, 0, 0], Layout.Tensors.Select(tensor => decoded.Skip(tensor.Offset).Take(tensor.Length).Count(value => value != 0)));
    }

    [Fact]
    public void Some_lists_are_for_the_whole_vector()
    {
        Assert.IsType<TensorByTensor>(TensorByTensor.Create([new TopKOptions { Fraction = 0.3 }], Model));
        Assert.IsType<TopK>(TensorByTensor.Create([new TopKOptions { K = 10 }], Model));
        Assert.IsType<TopK>(TensorByTensor.Create([new TopKOptions { Fraction = 0.3 }], Model with { Layout = null }));
        Assert.IsType<TopK>(TensorByTensor.Create([new TopKOptions { Fraction = 0.3 }], Model with { Layout = new ParameterLayout(("x", [7])) }));
        Assert.IsType<PowerSgd>(TensorByTensor.Create([new PowerSgdOptions()], Model));
        Assert.IsType<Composition>(TensorByTensor.Create([new PermKOptions(), new QsgdOptions()], Model));
        Assert.IsType<Composition>(TensorByTensor.Create([new TopKOptions { K = 50 }, new QsgdOptions()], Model));
        Assert.IsType<Float16>(TensorByTensor.Create([new Float16Options()], Model));
        Assert.IsType<Identity>(TensorByTensor.Create([], Model));
    }

    [Fact]
    public void Constants_are_those_of_the_worst_tensor()
    {
        CompressorInfo top = TensorByTensor.Create([new TopKOptions { Fraction = 0.3 }], Model).Describe<float>(Length);
        Assert.Equal(0.25, top.Alpha);
        CompressorInfo qsgd = TensorByTensor.Create([new QsgdOptions { S = 4 }], Model).Describe<float>(Length);
        Assert.Equal(Math.Sqrt(120) / 4, qsgd.Omega, 1e-12);
        Assert.True(qsgd.IsUnbiased && qsgd.IsRandomised);
    }

    private static float[] Input()
    {
        float[] x = TestVectors.Normal<float>(Length, 1);
        VectorKernels.Scale(1000f, x.AsSpan(0, 120));
        return x;
    }
}
