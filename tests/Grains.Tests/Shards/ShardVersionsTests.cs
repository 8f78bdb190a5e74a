using Starling.Algorithms.Numerics;
using Starling.Grains.Shards;
using Xunit;

namespace Starling.Grains.Tests.Shards;

public sealed class ShardVersionsTests
{
    private static readonly VectorBuffer<double>[] Zero = [new(1)];
    private static readonly VectorBuffer<double>[] One = [new(1)];
    private static readonly VectorBuffer<double>[] Two = [new(1)];

    [Fact]
    public void The_newest_version_and_the_one_before_are_kept()
    {
        var versions = new ShardVersions<double>(0, Zero);
        versions.Advance(1, One);
        versions.Advance(2, Two);

        Assert.Equal(2, versions.Newest);
        Assert.Same(Two, versions.Get(2));
        Assert.Same(One, versions.Get(1));
        Assert.Throws<InvalidOperationException>(() => versions.Get(0));
        Assert.Throws<InvalidOperationException>(() => versions.Get(3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Versions_come_one_after_the_other(int version) =>
        Assert.Throws<InvalidOperationException>(() => new ShardVersions<double>(0, Zero).Advance(version, One));

    [Fact]
    public void A_shard_can_go_back_one_version_and_no_further()
    {
        var versions = new ShardVersions<double>(7, Zero);
        versions.Advance(8, One);

        Assert.True(versions.TryReturnTo(8));
        Assert.True(versions.TryReturnTo(7));
        Assert.Same(Zero, versions.Get(7));
        Assert.False(versions.Has(8));
        Assert.False(versions.TryReturnTo(6));
    }
}
