using Starling.Algorithms.Compression;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>The constants measured on a recorded vector with a heavy tail: D = 1000, x_j = n_j(3) exp(1.5 n_j(4)); 4000 draws.</summary>
public sealed class MeasuredConstantsTests
{
    private const int Draws = 4000;

    private static readonly double[] X = [.. new SplitMix(3).Normals(1000).Zip(new SplitMix(4).Normals(1000), (n, m) => n * Math.Exp(1.5 * m))];

    private static readonly Dictionary<string, ICompressor> Compressors = new()
    {
        ["rand-100"] = new RandK(KeptCount.Of(100)),
        ["rand-50"] = new RandK(KeptCount.Of(50)),
        ["natural"] = new Natural(),
        ["qsgd 1"] = new Qsgd(1),
        ["qsgd 4"] = new Qsgd(4),
        ["qsgd 16"] = new Qsgd(16),
        ["qsgd 32"] = new Qsgd(32),
        ["qsgd 127"] = new Qsgd(127),
        ["max 127"] = new Qsgd(127, DitheringNorm.Max),
        ["ternary"] = new Ternary(),
    };

    [Fact]
    public void The_vector_is_the_recorded_one()
    {
        Assert.Equal(46001.407489, Codec.SquaredNorm(X), 1e-6);
        Assert.Equal(2440.565758, X.Sum(Math.Abs), 1e-6);
        Assert.Equal(69.917708, X.Max(Math.Abs), 1e-6);
        Assert.Equal(-0.5228825, X[0], 5e-8);
        Assert.Equal(0.06367914, X[1], 5e-9);
        Assert.Equal(-0.12664537, X[2], 5e-9);
    }

    // The recorded figure is one sample of 4000 draws itself: for a heavy tail both samples are off by a few percent.
    [Theory]
    [InlineData("rand-100", 9.035, 9, 0.03)]
    [InlineData("rand-50", 19.30, 19, 0.05)]
    [InlineData("natural", 0.0773, 0.125, 0.02)]
    [InlineData("qsgd 1", 10.38, 31.62, 0.03)]
    [InlineData("qsgd 4", 1.939, 7.906, 0.03)]
    [InlineData("qsgd 16", 0.2746, 1.976, 0.03)]
    [InlineData("qsgd 32", 0.0914, 0.977, 0.03)]
    [InlineData("qsgd 127", 0.00854, 0.0620, 0.03)]
    [InlineData("max 127", 0.00101, 0.0155, 0.035)]
    [InlineData("ternary", 2.718, 15.311, 0.03)]
    public void C1_C2_the_mean_is_the_vector_and_the_variance_the_recorded_one(string name, double recorded, double bound, double tolerance)
    {
        ICompressor compressor = Compressors[name];
        double[] mean = new double[X.Length];
        double[] decoded = new double[X.Length];
        byte[] message = new byte[compressor.MaxBytes<double>(X.Length)];
        double error = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            RandomStream stream = Codec.Stream(draw);
            int length = compressor.Encode<double>(X, ref stream, message);
            compressor.Decode<double>(message.AsSpan(0, length), decoded);
            error += Codec.SquaredDistance(decoded, X);
            for (int i = 0; i < mean.Length; i++)
                mean[i] += decoded[i] / Draws;
        }

        double omega = error / Draws / Codec.SquaredNorm(X);
        CompressorInfo info = compressor.Describe<double>(X.Length);
        double bias = Math.Sqrt(Codec.SquaredDistance(mean, X) / Codec.SquaredNorm(X));

        Assert.True(info.IsUnbiased);
        Assert.Equal(bound, info.Omega, 5e-4 * bound);
        Assert.InRange(omega, 0, 1.05 * info.Omega);
        Assert.InRange(omega, (1 - tolerance) * recorded, (1 + tolerance) * recorded);
        Assert.InRange(bias, 0, 4 * Math.Sqrt(omega / Draws));
    }

    [Theory]
    [InlineData("qsgd 1", 11.4)]
    [InlineData("qsgd 4", 44.8)]
    [InlineData("qsgd 16", 141.7)]
    [InlineData("ternary", 35.0)]
    public void The_number_of_non_zeros_is_the_recorded_one(string name, double recorded)
    {
        double mean = Enumerable.Range(0, Draws).Average(draw => Codec.Through(Compressors[name], X, draw).Count(element => element != 0));
        Assert.Equal(recorded, mean, 0.01 * recorded);
    }

    [Theory]
    [InlineData("qsgd 1", 1)]
    [InlineData("qsgd 4", 4)]
    [InlineData("qsgd 16", 16)]
    [InlineData("qsgd 127", 127)]
    [InlineData("max 127", 127)]
    public void The_variance_of_dithering_is_that_of_its_rounding(string name, int s)
    {
        double norm = name[0] == 'q' ? Math.Sqrt(Codec.SquaredNorm(X)) : X.Max(Math.Abs);
        double expected = X.Sum(element =>
        {
            double r = s * Math.Abs(element) / norm;
            return norm / s * (norm / s) * (r - Math.Floor(r)) * (1 - r + Math.Floor(r));
        });
        double measured = Enumerable.Range(0, Draws).Average(draw => Codec.SquaredDistance(Codec.Through(Compressors[name], X, draw), X));
        Assert.Equal(expected, measured, 0.01 * expected);
    }

    [Fact]
    public void The_variance_of_ternary_follows_from_the_norms()
    {
        double expected = (X.Max(Math.Abs) * X.Sum(Math.Abs) / Codec.SquaredNorm(X)) - 1;
        Assert.Equal(2.709, expected, 5e-4);
        double measured = Enumerable.Range(0, Draws).Average(draw => Codec.SquaredDistance(Codec.Through(Compressors["ternary"], X, draw), X));
        Assert.Equal(expected, measured / Codec.SquaredNorm(X), 0.02 * expected);
    }

    [Theory]
    [InlineData(10, 0.405009)]
    [InlineData(50, 0.112892)]
    [InlineData(100, 0.046164)]
    public void C3_top_k_leaves_the_recorded_residual(int k, double recorded)
    {
        var compressor = new TopK(KeptCount.Of(k));
        double residual = Codec.SquaredDistance(Codec.Through(compressor, X), X) / Codec.SquaredNorm(X);

        Assert.Equal(recorded, residual, 1e-6);
        Assert.Equal(k / 1000.0, compressor.Describe<double>(1000).Alpha, 1e-15);
        Assert.InRange(residual, 0, 1 - compressor.Describe<double>(1000).Alpha);
    }

    [Fact]
    public void C3_the_sign_leaves_what_its_formula_says()
    {
        double alpha = Math.Pow(X.Sum(Math.Abs), 2) / (1000 * Codec.SquaredNorm(X));
        double residual = Codec.SquaredDistance(Codec.Through(new Sign(), X), X) / Codec.SquaredNorm(X);

        Assert.Equal(0.870518, residual, 1e-6);
        Assert.Equal(1 - alpha, residual, 1e-12);
        Assert.Equal(7.723, 1 / alpha, 5e-4);
    }

    [Theory]
    [InlineData("rand-k 0.1 unscaled")]
    [InlineData("qsgd contractive")]
    [InlineData("top-k, qsgd")]
    [InlineData("top-k, rand-k, sign")]
    [InlineData("top-k, top-k")]
    [InlineData("powersgd")]
    [InlineData("float16")]
    [InlineData("bfloat16")]
    public void C3_contractive_compressors_are_within_their_constant(string name)
    {
        ICompressor compressor = Codec.Find(name);
        CompressorInfo info = compressor.Describe<double>(X.Length);
        double[] x = [.. X.Where(element => Math.Abs(element) > 1e-3), .. X.Where(element => Math.Abs(element) <= 1e-3).Select(_ => 1.0)];
        double residual = Enumerable.Range(0, 400).Average(draw => Codec.SquaredDistance(Codec.Through(compressor, x, draw), x)) / Codec.SquaredNorm(x);

        Assert.False(info.IsUnbiased);
        Assert.InRange(residual, 0, (1 - info.Alpha) * 1.01);
    }

    [Theory]
    [InlineData("rand-k, natural", 300, 0.125)]
    [InlineData("perm-k, ternary", 334, 8.637833)]
    public void A_list_of_unbiased_compressors_is_unbiased(string name, int kept, double inner)
    {
        ICompressor compressor = Codec.Find(name);
        CompressorInfo info = compressor.Describe<double>(X.Length);
        double first = name[0] == 'r' ? 1000.0 / kept : 3;
        Assert.Equal((first * (1 + inner)) - 1, info.Omega, 1e-3);

        double[] mean = new double[X.Length];
        double error = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] decoded = Codec.Through(compressor, X, draw);
            error += Codec.SquaredDistance(decoded, X) / Draws;
            for (int i = 0; i < mean.Length; i++)
                mean[i] += decoded[i] / Draws;
        }

        double omega = error / Codec.SquaredNorm(X);
        Assert.InRange(omega, 0, 1.05 * info.Omega);
        Assert.InRange(Math.Sqrt(Codec.SquaredDistance(mean, X) / Codec.SquaredNorm(X)), 0, 4 * Math.Sqrt(omega / Draws));
    }

    [Fact]
    public void Clipping_costs_ternary_its_constant()
    {
        Assert.False(new Ternary(2.5).Describe<double>(1000).IsUnbiased);
        double limit = 2.5 * Math.Sqrt(Codec.SquaredNorm(X) / X.Length);
        Assert.All(Codec.Through(new Ternary(2.5), X), element => Assert.True(element == 0 || Math.Abs(Math.Abs(element) - limit) < 1e-9));
    }

    [Theory]
    [InlineData(1, 1066, 2032)]
    [InlineData(4, 1165, 4032)]
    [InlineData(16, 1477, 6032)]
    [InlineData(31, 1763, 6032)]
    public void C4_levels_take_the_recorded_bits(int s, double gamma, double fixedWidth)
    {
        float[] x = [.. X.Select(element => (float)element)];
        var compressor = new Qsgd(s);
        double bits = 0;
        double sent = 0;
        for (int draw = 0; draw < 50; draw++)
        {
            byte[] message = Codec.Encode(compressor, x, draw);
            float[] decoded = Codec.Decode<float>(compressor, message, x.Length);
            float norm = (float)Math.Sqrt(x.Sum(element => (double)element * element));
            foreach (float element in decoded)
            {
                int level = (int)Math.Round(Math.Abs(element) * s / norm);
                bits += (2 * Math.Floor(Math.Log2(level + 1))) + 1 + (level > 0 ? 1 : 0);
            }

            sent += compressor.BitsOf(message);
        }

        Assert.Equal(gamma, 32 + (bits / 50), 0.01 * gamma);
        Assert.Equal(fixedWidth, 32 + LevelCode.MostBits(1000, s, trits: false));
        Assert.Equal(fixedWidth, compressor.Describe<float>(1000).Bits);
        Assert.InRange(sent / 50, 0, 32 + (bits / 50));
    }
}
