using System.Numerics;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>What holds for the messages of every compressor of the table.</summary>
public sealed class CodecTests
{
    private static readonly int[] Dimensions = [0, 1, 2, 3, 7, 8, 63, 64, 65, 1000, 100_000];

    public static TheoryData<string> Names => [.. Codec.All.Select(entry => entry.Name)];

    public static TheoryData<string> WithReference =>
        ["identity", "top-k 0.3", "top-k 1", "rand-k 5", "natural", "qsgd", "qsgd s 1", "qsgd s 4, max", "ternary", "sign", "float16", "bfloat16"];

    [Theory]
    [MemberData(nameof(Names))]
    public void C4_messages_of_floats_come_back_as_they_were_meant(string name) => RoundTrips<float>(Codec.Find(name), 1e30f);

    [Theory]
    [MemberData(nameof(Names))]
    public void C4_messages_of_doubles_come_back_as_they_were_meant(string name) => RoundTrips<double>(Codec.Find(name), 1e300);

    [Theory]
    [MemberData(nameof(WithReference))]
    public void C4_what_comes_back_is_what_the_formula_says(string name)
    {
        foreach (int dimension in Dimensions.Skip(1))
        {
            foreach (float[] x in Inputs(dimension, 1e30f))
            {
                if (name == "rand-k 5" && x.Contains(1e30f))
                    continue;

                float[] decoded = Codec.Through(Codec.Find(name), x);
                float[] expected = Reference.Of(name, x);
                for (int i = 0; i < dimension; i++)
                    Assert.True(decoded[i].Equals(expected[i]), $"D = {dimension}, element {i} of {x[i]:r}: {decoded[i]:r}, not {expected[i]:r}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void C6_zeros_stay_zeros(string name)
    {
        foreach (int dimension in Dimensions)
            Assert.All(Codec.Through(Codec.Find(name), new double[dimension]), element => Assert.Equal(0, element));
    }

    [Theory]
    [InlineData("rand-k 5")]
    [InlineData("top-k 1")]
    [InlineData("qsgd")]
    [InlineData("qsgd s 1")]
    [InlineData("qsgd s 4, max")]
    [InlineData("ternary")]
    [InlineData("sign")]
    [InlineData("powersgd")]
    public void C6_a_vector_of_one_element_comes_back_exactly(string name) =>
        Assert.All((double[])[3.25, -1e-310, 1e300, -0.1], element => Assert.Equal(element, Codec.Through<double>(Codec.Find(name), [element])[0]));

    [Theory]
    [InlineData("qsgd")]
    [InlineData("qsgd s 1")]
    [InlineData("qsgd s 4, max")]
    [InlineData("ternary")]
    [InlineData("top-k")]
    [InlineData("top-k, top-k")]
    public void C6_a_single_non_zero_comes_back_exactly(string name)
    {
        float[] x = new float[1000];
        x[977] = -0.3f;
        Assert.Equal(x, Codec.Through(Codec.Find(name), x));
    }

    [Fact]
    public void C6_no_coordinate_at_all_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KeptCount.Of(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeptCount.OfFraction(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeptCount.OfFraction(1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Qsgd(0));
    }

    [Theory]
    [InlineData(0.3, 10, 3)]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.01, 10, 1)]
    [InlineData(1, 10, 10)]
    public void A_fraction_of_D_is_rounded_down_to_at_least_one(double fraction, int dimension, int expected) =>
        Assert.Equal(expected, KeptCount.OfFraction(fraction).Among(dimension));

    [Theory]
    [MemberData(nameof(Names))]
    public void C6_what_is_not_finite_is_refused(string name)
    {
        ICompressor compressor = Codec.Find(name);
        foreach (int dimension in (int[])[1, 8, 65, 1000])
        {
            foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            {
                foreach (int position in (int[])[0, dimension / 2, dimension - 1])
                {
                    float[] x = TestVectors.Normal<float>(dimension, 1);
                    x[position] = bad;
                    double[] wide = [.. x.Select(element => (double)element)];
                    Assert.Same(ErrorCatalog.NotCompressible, Assert.Throws<StarlingException>(() => Codec.Encode(compressor, x)).Error);
                    Assert.Same(ErrorCatalog.NotCompressible, Assert.Throws<StarlingException>(() => Codec.Encode(compressor, wide)).Error);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_stream_gives_the_same_bytes_and_nothing_is_allocated(string name)
    {
        ICompressor compressor = Codec.Find(name);
        float[] x = TestVectors.Normal<float>(100_000, 3);
        byte[] first = Codec.Encode(compressor, x);
        byte[] second = new byte[compressor.MaxBytes<float>(x.Length)];
        float[] decoded = new float[x.Length];
        double[] sums = new double[x.Length];
        float[] state = new float[compressor.StateLength(x.Length)];
        long least = long.MaxValue;
        int length = 0;
        for (int repeat = 0; repeat < 6; repeat++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            state.AsSpan().Clear();
            RandomStream stream = Codec.Stream();
            length = compressor.Encode<float>(x, state, ref stream, second);
            compressor.Decode<float>(second.AsSpan(0, length), decoded);
            compressor.DecodeAdd<float>(second.AsSpan(0, length), 0.5, sums);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // The first calls fill the pool, and a collection between two calls may empty it; the constants of a list are worked out once a message.
        Assert.InRange(least, 0, 2000);
        Assert.Equal(first, second[..length]);
    }

    [Fact]
    public void Halves_are_refused() => Assert.Throws<NotSupportedException>(() => new Identity().MaxBytes<Half>(3));

    [Fact]
    public void Short_spans_are_refused()
    {
        RandomStream stream = Codec.Stream();
        Assert.Throws<ArgumentException>(() => new Identity().Encode<float>(new float[4], ref stream, new byte[10]));
        Assert.Throws<ArgumentException>(() => new PowerSgd(2).Encode<float>(new float[100], ref stream, new byte[1000]));
    }

    [Fact]
    public void Ten_million_floats_take_no_more_bits_than_theory_says()
    {
        float[] x = new float[10_000_000];
        new RandomStream(1, RandomPurpose.Noise).FillUniform<float>(x, -1, 1);
        ICompressor[] compressors =
        [
            new TopK(KeptCount.OfFraction(0.01)), new RandK(KeptCount.OfFraction(0.01)), new Natural(), new Qsgd(127), new Ternary(), new Sign(),
        ];
        byte[] destination = new byte[compressors.Max(compressor => compressor.MaxBytes<float>(x.Length))];
        foreach (ICompressor compressor in compressors)
        {
            RandomStream stream = Codec.Stream();
            int length = compressor.Encode<float>(x, ref stream, destination);
            long bits = compressor.BitsOf(destination.AsSpan(0, length));
            Assert.InRange(bits, 1, 1.02 * compressor.Describe<float>(x.Length).Bits);
            Assert.InRange(length, bits / 8, (bits / 8) + 29);
        }

        // log2 C(D, 0.01 D) = 0.0808 D for the positions of a random support.
        RandomStream first = Codec.Stream();
        int topK = compressors[0].Encode<float>(x, ref first, destination);
        Assert.InRange(compressors[0].BitsOf(destination.AsSpan(0, topK)) - (32L * 100_000), 0.0807 * x.Length, 1.02 * 0.0808 * x.Length);
    }

    private static IEnumerable<T[]> Inputs<T>(int dimension, T huge)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] normal = TestVectors.Normal<T>(dimension, 1);
        yield return normal;
        yield return new T[dimension];
        yield return [.. normal.Select(element => element * T.Epsilon * T.CreateChecked(10))];
        yield return [.. normal.Select((element, i) => i == dimension / 2 ? huge : element)];
        yield return [.. normal.Select((element, i) => i % 3 == 0 ? T.NegativeZero : element)];
        yield return [.. normal.Select(_ => T.CreateChecked(-0.75))];
    }

    private static void RoundTrips<T>(ICompressor compressor, T huge)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int dimension in Dimensions)
        {
            CompressorInfo info = compressor.Describe<T>(dimension);
            Assert.Equal(info.IsStateful, compressor.StateLength(1000) > 0);
            foreach (T[] x in Inputs(dimension, huge))
            {
                byte[] message = Codec.Encode(compressor, x);
                Assert.InRange(message.Length, 20, compressor.MaxBytes<T>(dimension));
                Assert.InRange(compressor.BitsOf(message), 0, 1.02 * info.Bits);

                T[] decoded = Codec.Decode<T>(compressor, message, dimension);
                Assert.All(decoded, element => Assert.True(T.IsFinite(element)));
                Assert.Equal(decoded, Codec.Decode<T>(compressor, message, dimension));
                Assert.Equal(message, Codec.Encode(compressor, x));

                double[] sums = new double[dimension];
                double[] expected = new double[dimension];
                Array.Fill(sums, 0.5);
                Array.Fill(expected, 0.5);
                compressor.DecodeAdd<T>(message, -0.3, sums);
                VectorKernels.AddWeighted<T>(-0.3, decoded, expected);
                Assert.Equal(expected, sums);
            }
        }
    }
}
