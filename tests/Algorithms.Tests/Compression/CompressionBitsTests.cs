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
    public void SinglePrecision() => Assert.Equal("d366c3fc69c0a7068e3da872e1f5140d6b6d9646faf996a420344eaebf352775", Hash<float>());

    [Fact]
    public void DoublePrecision() => Assert.Equal("8f84732688d176b74733e4f8d0a4c7a32622f980ec352cad84169a2418ed7dc1", Hash<double>());

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
