using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Tests.Models;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>
/// The bytes of messages of every compressor, and the bits that come out of them: the same whatever the registers
/// (<see cref="RegisterWidthTests"/> runs these tests with narrower ones). A change here changes the results of recorded jobs.
/// </summary>
public class CompressionBitsTests
{
    [Fact]
    public void SinglePrecision() => Assert.Equal("7b6d13184c25a2b936380a15b02caf655793ddcdd0101b7adc3a199b0901f427", Hash<float>());

    [Fact]
    public void DoublePrecision() => Assert.Equal("56bdd76f448c9b0c527c1c0843f79d82132a3012dcd2d9a1d8f9b6a9dd271a0e", Hash<double>());

    private static string Hash<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, ICompressor compressor) in Codec.All)
        {
            foreach (int dimension in (int[])[37, 5003])
            {
                T[] x = TestVectors.Normal<T>(dimension, 1);
                byte[] message = Codec.Encode(compressor, x);
                hash.AppendData(message);
                hash.AppendData(MemoryMarshal.AsBytes<T>(Codec.Decode<T>(compressor, message, dimension)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
