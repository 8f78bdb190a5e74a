using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Numerics;

namespace Starling.Bench.Compression;

/// <summary>
/// How fast compressors read and write vectors of floats on one core, against copying them, and how many bits a coordinate takes against theory.
/// The input is normal numbers; speeds are gigabytes of the vector, not of the message, a second, the best of several calls.
/// </summary>
public static class CompressionBenchmark
{
    private static readonly (string Name, CompressorOptions[] Parts)[] Rows =
    [
        ("identity", [new IdentityOptions()]),
        ("rand-k 1 %", [new RandKOptions()]),
        ("top-k 1 %", [new TopKOptions()]),
        ("perm-k of 10", [new PermKOptions()]),
        ("natural", [new NaturalOptions()]),
        ("qsgd s 127", [new QsgdOptions()]),
        ("qsgd s 1", [new QsgdOptions { S = 1 }]),
        ("qsgd s 127, max", [new QsgdOptions { Norm = DitheringNorm.Max }]),
        ("qsgd s 15, bucket 512", [new QsgdOptions { S = 15, Bucket = 512 }]),
        ("ternary", [new TernaryOptions()]),
        ("sign", [new SignOptions()]),
        ("powersgd r 2", [new PowerSgdOptions()]),
        ("float16", [new Float16Options()]),
        ("bfloat16", [new BFloat16Options()]),
        ("top-k 1 %, qsgd s 15", [new TopKOptions(), new QsgdOptions { S = 15 }]),
        ("rand-k 1 %, natural", [new RandKOptions(), new NaturalOptions()]),
    ];

    /// <summary>Runs the benchmark.</summary>
    public static int Run(string[] args)
    {
        int dimension = 10_000_000;
        int repeats = 10;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--dimension" when i + 1 < args.Length: dimension = Number(args[++i]); break;
                case "--repeats" when i + 1 < args.Length: repeats = Number(args[++i]); break;
                default:
                    Console.Error.WriteLine($"compression: unknown argument {args[i]}.");
                    return 2;
            }
        }

        if (dimension < 1 || repeats < 1)
        {
            Console.Error.WriteLine("compression: needs positive numbers.");
            return 2;
        }

        float[] x = new float[dimension];
        float[] decoded = new float[dimension];
        new RandomStream(1, RandomPurpose.Noise).FillNormal<float>(x);
        double copy = Best(repeats, () => x.AsSpan().CopyTo(decoded));
        string registers = Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128";
        Console.WriteLine($"{dimension:n0} normal floats, one thread, registers of {registers} bits; best of {repeats}");
        Console.WriteLine($"copying them: {Speed(copy):f2} GB/s");
        Console.WriteLine($"{"",-24}{"encode GB/s",12}{"decode GB/s",12}{"bits each",11}{"theory",9}{"ratio",8}{"error",11}");
        foreach ((string name, CompressorOptions[] parts) in Rows)
        {
            ICompressor compressor = Composition.Create([.. parts], new CompressorSetting { Workers = 10 });
            byte[] message = new byte[compressor.MaxBytes<float>(dimension)];
            float[] state = new float[compressor.StateLength(dimension)];
            int length = 0;
            double encode = Best(repeats, () =>
            {
                var stream = new RandomStream(1, RandomPurpose.Compression);
                length = compressor.Encode<float>(x, state, ref stream, message);
            });
            double decode = Best(repeats, () => compressor.Decode<float>(message.AsSpan(0, length), decoded));
            double bits = compressor.BitsOf(message.AsSpan(0, length)) / (double)dimension;
            double error = VectorKernels.SquaredDistance<float>(x, decoded) / VectorKernels.SumOfSquares<float>(x);
            Console.WriteLine(
                $"{name,-24}{Speed(encode),12:f2}{Speed(decode),12:f2}{bits,11:f4}{compressor.Describe<float>(dimension).Bits / dimension,9:f4}{4.0 * dimension / length,8:f1}{error,11:g3}");
        }

        Console.WriteLine("bits each: of a coordinate, without headers; ratio: bytes of the vector to bytes of the message; error: |C(x) - x|^2 / |x|^2");
        return 0;

        double Speed(double seconds) => 4e-9 * dimension / seconds;
    }

    private static double Best(int repeats, Action work)
    {
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat <= repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
