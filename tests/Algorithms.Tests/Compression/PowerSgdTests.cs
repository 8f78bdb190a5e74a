using Starling.Algorithms.Compression;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

public sealed class PowerSgdTests
{
    [Theory]
    [InlineData(1, 0, 0.921, 0.777, 0.711)]
    [InlineData(2, 1, 0.740, 0.416, 0.338)]
    [InlineData(4, 2, 0.306, 0.157, 0.129)]
    public void Warm_starts_leave_the_recorded_residuals(int rank, int number, params double[] recorded)
    {
        var generator = new SplitMix(5);
        double[] x = [.. generator.Normals(64 * 32).Select((element, i) => element * Math.Pow(0.8, i % 32))];
        generator.Normals(32 * 4);
        foreach (int earlier in ((int[])[1, 2, 4]).Take(number))
            generator.Normals(32 * earlier);
        double[] rows = generator.Normals(32 * rank);
        double[] state = [.. from c in Enumerable.Range(0, rank) from row in Enumerable.Range(0, 32) select rows[(row * rank) + c]];
        var compressor = new PowerSgd(rank, new ParameterLayout(("weight", [64, 32])));

        foreach (double expected in recorded)
        {
            byte[] message = Codec.Encode(compressor, x, state: state);
            double residual = Codec.SquaredDistance(Codec.Decode<double>(compressor, message, x.Length), x) / Codec.SquaredNorm(x);
            Assert.Equal(expected, residual, 5e-4);
            Assert.Equal(64 * rank * (64 + 32), compressor.BitsOf(message));
        }
    }

    [Fact]
    public void Tensors_are_matrices_and_biases_go_as_they_are()
    {
        var layout = new ParameterLayout(("kernel", [8, 3, 3, 3]), ("bias", [8]), ("weight", [20, 30]), ("scalar", []));
        var compressor = new PowerSgd(2, layout);
        float[] x = TestVectors.Normal<float>(layout.Count, 1);
        float[] decoded = Codec.Through(compressor, x);

        Assert.Equal(2 * (27 + 30), compressor.StateLength(layout.Count));
        Assert.Equal(32 * ((2 * (8 + 27)) + 8 + (2 * 50) + 1), compressor.Describe<float>(layout.Count).Bits);
        Assert.Equal(x[216..224], decoded[216..224]);
        Assert.Equal(x[^1], decoded[^1]);
        Assert.NotEqual(x[..216], decoded[..216]);
    }

    [Fact]
    public void A_matrix_of_the_rank_comes_back()
    {
        double[] left = TestVectors.Normal<double>(40, 1), right = TestVectors.Normal<double>(40, 2);
        double[] x = [.. from a in left from b in right select a * b];

        Assert.InRange(Codec.SquaredDistance(Codec.Through(new PowerSgd(2), x), x), 0, 1e-24 * Codec.SquaredNorm(x));
    }

    [Fact]
    public void A_refused_vector_leaves_the_state_as_it_was()
    {
        var compressor = new PowerSgd(1);
        float[] state = TestVectors.Normal<float>(compressor.StateLength(100), 1);
        float[] before = [.. state];
        RandomStream stream = Codec.Stream();
        float[] x = [.. TestVectors.Normal<float>(99, 1), float.NaN];
        Assert.ThrowsAny<Exception>(() =>
        {
            RandomStream own = Codec.Stream();
            compressor.Encode<float>(x, state, ref own, new byte[compressor.MaxBytes<float>(100)]);
        });
        Assert.Equal(before, state);
        compressor.Encode<float>(x[..99].Append(1f).ToArray(), state, ref stream, new byte[compressor.MaxBytes<float>(100)]);
        Assert.NotEqual(before, state);
    }
}
