using Starling.Algorithms.Compression;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>
/// Checks C1 to C4 and C6 of compression.md, section 5, of every compressor of the table and of lists of them. C5 and C7 are in <see cref="SupportsTests"/>, C8 in
/// <see cref="IdentityInsideTests"/>, C9 in <see cref="Feedback.FeedbackTests"/>; what was recorded of single ones in <see cref="MeasuredConstantsTests"/>.
/// </summary>
public sealed class AcceptanceTests
{
    private const int Draws = 4000;

    // The recorded vector with a heavy tail.
    private static readonly double[] X = [.. new SplitMix(3).Normals(1000).Zip(new SplitMix(4).Normals(1000), (n, m) => n * Math.Exp(1.5 * m))];

    private static readonly Lazy<float[]> Long = new(() =>
    {
        float[] x = new float[10_000_000];
        new RandomStream(1, RandomPurpose.Noise).FillUniform<float>(x, -1, 1);
        return x;
    });

    public static TheoryData<string> Names => CodecTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void C1_C2_C3_many_draws_are_within_the_constants(string name)
    {
        ICompressor compressor = Codec.Find(name);
        CompressorInfo info = compressor.Describe<double>(X.Length);
        int draws = info.IsRandomised ? Draws : 1;
        double[] mean = new double[X.Length];
        double[] decoded = new double[X.Length];
        double[] state = new double[compressor.StateLength(X.Length)];
        byte[] message = new byte[compressor.MaxBytes<double>(X.Length)];
        double error = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            RandomStream stream = Codec.Stream(draw);
            state.AsSpan().Clear();
            int length = compressor.Encode<double>(X, state, ref stream, message);
            compressor.Decode<double>(message.AsSpan(0, length), decoded);
            error += Codec.SquaredDistance(decoded, X) / Codec.SquaredNorm(X) / draws;
            VectorKernels.Axpy(1.0 / draws, decoded, mean);
        }

        double bias = Math.Sqrt(Codec.SquaredDistance(mean, X) / Codec.SquaredNorm(X));
        if (info.IsUnbiased)
        {
            Assert.InRange(error, 0, 1.05 * info.Omega);
            Assert.InRange(bias, 0, (4 * Math.Sqrt(error / draws)) + 1e-15);
            return;
        }

        Assert.True(double.IsPositiveInfinity(info.Omega));

        // A bound of one draw where nothing is drawn, of the mean where something is. Of ternary with clipping none is known.
        if (name != "ternary 2.5")
            Assert.InRange(error, 0, (1 - info.Alpha) * (info.IsRandomised ? 1.01 : 1));
        Assert.Equal(name is "ternary 2.5" or "powersgd" or "powersgd 1", info.Alpha == 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void C4_messages_have_the_bits_of_the_formula_at_most(string name)
    {
        ICompressor compressor = Codec.Find(name);
        foreach (int dimension in (int[])[1, 2, 3, 5, 8, 31, 100, 1000, 65_537, 300_000])
        {
            double[] normal = TestVectors.Normal<double>(dimension, 1);
            double[][] inputs = [normal, new double[dimension], [.. normal.Select(element => element * double.Epsilon * 10)], [.. normal.Select(_ => 0.3)]];
            foreach (double[] x in inputs)
            {
                Within(TextbookBits.Of(name, dimension, 64), compressor, Codec.Encode(compressor, x));
                Within(TextbookBits.Of(name, dimension, 32), compressor, Codec.Encode(compressor, [.. x.Select(element => (float)element)]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void C4_ten_million_floats_come_back_within_the_constants_in_the_bits_of_the_formula(string name)
    {
        ICompressor compressor = Codec.Find(name);
        float[] x = Long.Value;
        byte[] message = Codec.Encode(compressor, x);
        float[] decoded = Codec.Decode<float>(compressor, message, x.Length);
        CompressorInfo info = compressor.Describe<float>(x.Length);

        Within(TextbookBits.Of(name, x.Length, 32), compressor, message);
        Assert.True(VectorKernels.IsFinite<float>(decoded));
        if (info.IsUnbiased || info.Alpha > 0)
        {
            double bound = info.IsUnbiased ? info.Omega : 1 - info.Alpha;
            Assert.InRange(VectorKernels.SquaredDistance<float>(decoded, x), 0, 1.05 * bound * VectorKernels.SumOfSquares<float>(x));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void C6_degenerate_vectors_are_carried_or_refused(string name)
    {
        ICompressor compressor = Codec.Find(name);
        foreach (int dimension in (int[])[1, 10, 300])
        {
            Assert.All(Codec.Through(compressor, new float[dimension]), element => Assert.Equal(0, element));

            // Of powersgd a vector is a matrix, whose last row may be shorter than the others: all equal is no matrix of rank 1 then.
            float[] equal = Codec.Through(compressor, [.. Enumerable.Repeat(-2f, dimension)]);
            Assert.All(equal, element => Assert.True(float.IsFinite(element) && (element <= 0 || name.StartsWith("powersgd", StringComparison.Ordinal))));
            float[] denormal = [.. Enumerable.Repeat(float.Epsilon, dimension)];
            Assert.All(Codec.Through(compressor, denormal), element => Assert.True(float.IsFinite(element)));
            float[] single = new float[dimension];
            single[dimension / 2] = 0.75f;
            Assert.All(Codec.Through(compressor, single), element => Assert.True(float.IsFinite(element)));
            single[dimension / 2] = float.NaN;
            Assert.Same(ErrorCatalog.NotCompressible, Assert.Throws<StarlingException>(() => Codec.Encode(compressor, single)).Error);
        }
    }

    [Theory]
    [InlineData("rand-k")]
    [InlineData("top-k")]
    [InlineData("perm-k")]
    public void C6_all_coordinates_kept_are_the_vector_itself(string kind)
    {
        ICompressor compressor = kind switch
        {
            "rand-k" => new RandK(KeptCount.OfFraction(1)),
            "top-k" => new TopK(KeptCount.Of(int.MaxValue)),
            _ => new PermK(0, 1),
        };
        double[] x = TestVectors.Normal<double>(333, 4);

        Assert.Equal(x, Codec.Through(compressor, x));
        Assert.Equal(0, compressor.Describe<double>(333) is { IsUnbiased: true } info ? info.Omega : 1 - compressor.Describe<double>(333).Alpha);
    }

    // A payload is whole bytes.
    private static void Within(double formula, ICompressor compressor, byte[] message)
    {
        double whole = 8 * Math.Ceiling(formula / 8);
        Assert.InRange(compressor.BitsOf(message), 0, 1.02 * whole);
    }
}
