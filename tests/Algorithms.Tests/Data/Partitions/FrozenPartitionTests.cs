using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Starling.Algorithms.Data;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Partitions;

/// <summary>
/// The first bytes of the SHA-256 over sizes and rows of every partition. When one of these changes, every recorded job with that
/// partition changes its result: change it only on purpose, and say so in the notes of the release.
/// </summary>
public class FrozenPartitionTests
{
    public static TheoryData<string, PartitionOptions> Frozen => new()
    {
        { "eb444797792e80c1", new IidPartitionOptions() },
        { "fb76134b06e412a7", new IidPartitionOptions { Balanced = true } },
        { "e163d7aa5f345964", new DirichletPartitionOptions() },
        { "b06662ee742b284d", new DirichletPartitionOptions { Alpha = 0.1, Balancing = false } },
        { "5e2a9833e599c365", new DirichletClassesPartitionOptions() },
        { "6ce141d45304b6f5", new DirichletClassesPartitionOptions { Replacement = false } },
        { "d3859b4007c88565", new PathologicalPartitionOptions() },
        { "b6bdc8405e026a88", new PathologicalPartitionOptions { Scheme = PathologicalScheme.EqualClasses } },
        { "3a9d21e6334ed327", new PathologicalPartitionOptions { Scheme = PathologicalScheme.DistinctLabels } },
        { "aa58257af6c24eca", new QuantitySkewPartitionOptions() },
        { "402dadac3458b480", new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.LogNormal } },
        { "cc699f87ad099876", new QuantitySkewPartitionOptions { Scheme = QuantitySkewScheme.PowerLaw } },
    };

    [Theory]
    [MemberData(nameof(Frozen))]
    public void A_partition_does_not_change_by_accident(string expected, PartitionOptions partition)
    {
        int[][] parts = partition.Split(Samples.Of(2000), 16, 20240131);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (int[] part in parts)
        {
            sha256.AppendData(MemoryMarshal.AsBytes<int>([part.Length]));
            sha256.AppendData(MemoryMarshal.AsBytes<int>(part));
        }

        Assert.Equal(expected, Convert.ToHexStringLower(sha256.GetHashAndReset().AsSpan(0, 8)));
    }
}
