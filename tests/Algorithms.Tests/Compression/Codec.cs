using System.Numerics;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>Compressors for tests: all of the table, with some parameters each, and what a message makes of a vector.</summary>
internal static class Codec
{
    public static readonly (string Name, ICompressor Compressor)[] All =
    [
        .. CompressorTable.All.Entries.Select(entry =>
            (entry.Kind, ((CompressorOptions)OptionsShape.Of(entry.OptionsType).CreateInstance()).Create(new CompressorSetting { Worker = 1, Workers = 3 }))),
        ("rand-k 0.1 unscaled", new RandK(KeptCount.OfFraction(0.1), scaled: false)),
        ("rand-k 5", new RandK(KeptCount.Of(5))),
        ("top-k 0.3", new TopK(KeptCount.OfFraction(0.3))),
        ("top-k 1", new TopK(KeptCount.OfFraction(1))),
        ("perm-k of 10", new PermK(9, 10)),
        ("qsgd s 1", new Qsgd(1)),
        ("qsgd s 4, bucket 10", new Qsgd(4, DitheringNorm.L2, 10)),
        ("qsgd s 4, max", new Qsgd(4, DitheringNorm.Max)),
        ("qsgd s 32767, max", new Qsgd(short.MaxValue, DitheringNorm.Max, 512)),
        ("qsgd contractive", new Qsgd(127, contractive: true)),
        ("ternary 2.5", new Ternary(2.5)),
        ("powersgd 1", new PowerSgd(1)),
        ("top-k, qsgd", List(new TopKOptions { Fraction = 0.1 }, new QsgdOptions { S = 15 })),
        ("rand-k, natural", List(new RandKOptions { Fraction = 0.3 }, new NaturalOptions())),
        ("perm-k, ternary", List(new PermKOptions(), new TernaryOptions())),
        ("top-k, rand-k, sign", List(new TopKOptions { Fraction = 0.5 }, new RandKOptions { Fraction = 0.5, Unscaled = true }, new SignOptions())),
        ("top-k, top-k", List(new TopKOptions { Fraction = 0.5 }, new TopKOptions { Fraction = 0.5 })),
    ];

    public static ICompressor Find(string name) => All.Single(entry => entry.Name == name).Compressor;

    public static ICompressor List(params CompressorOptions[] parts) =>
        Composition.Create([.. parts], new CompressorSetting { Worker = 1, Workers = 3 });

    public static RandomStream Stream(int round = 0, int worker = 1) => new(7, RandomPurpose.Compression, worker, round);

    public static byte[] Encode<T>(ICompressor compressor, T[] x, int round = 0, int worker = 1, T[]? state = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte[] destination = new byte[compressor.MaxBytes<T>(x.Length)];
        Array.Fill(destination, (byte)0xA5);
        RandomStream stream = Stream(round, worker);
        int length = compressor.Encode<T>(x, state ?? new T[compressor.StateLength(x.Length)], ref stream, destination);
        return destination[..length];
    }

    public static T[] Decode<T>(ICompressor compressor, byte[] message, int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var x = new T[dimension];
        Array.Fill(x, T.NaN);
        compressor.Decode<T>(message, x);
        return x;
    }

    public static T[] Through<T>(ICompressor compressor, T[] x, int round = 0, int worker = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Decode<T>(compressor, Encode(compressor, x, round, worker), x.Length);

    public static double SquaredNorm(double[] x) => x.Sum(element => element * element);

    public static double SquaredDistance(double[] x, double[] y) => x.Zip(y, (a, b) => (a - b) * (a - b)).Sum();
}
