using System.Net;
using Orleans.Runtime.Placement;
using Starling.GrainInterfaces;
using Starling.Grains.Placement;
using Xunit;

namespace Starling.Grains.Tests.Placement;

public sealed class SpreadPlacementTests
{
    private readonly SpreadPlacementFilterDirector director = new();

    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(3, 9)]
    [InlineData(5, 2)]
    public void SilosGetTheShardsOfAJobInTurn(int silos, int shards)
    {
        SiloAddress[] all = Silos(silos);
        int[] counts = [.. all.Select(silo => Enumerable.Range(0, shards).Count(shard => silo.Equals(Choose("job", shard, all))))];
        Assert.Equal(shards, counts.Sum());
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public void TheOrderInWhichSilosAreNamedDoesNotMatter()
    {
        SiloAddress[] all = Silos(4);
        for (int shard = 0; shard < 8; shard++)
            Assert.Equal(Choose("job", shard, all), Choose("job", shard, [.. all.Reverse()]));
    }

    [Fact]
    public void JobsBeginWithDifferentSilos()
    {
        SiloAddress[] all = Silos(3);
        Assert.Equal(3, Enumerable.Range(0, 100).Select(job => Choose($"job-{job}", 0, all)).Distinct().Count());
    }

    [Fact]
    public void WhereNoSiloIsLeftThereIsNoChoice() => Assert.Empty(Filter("job", 0, []));

    private static SiloAddress[] Silos(int count) =>
        [.. Enumerable.Range(0, count).Select(number => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111 + number), 1))];

    private SiloAddress Choose(string jobId, int shard, SiloAddress[] silos) => Assert.Single(Filter(jobId, shard, silos));

    private IEnumerable<SiloAddress> Filter(string jobId, int shard, SiloAddress[] silos) => director.Filter(
        new SpreadPlacementFilter(),
        new PlacementTarget(GrainId.Create("shard", GrainKeys.Shard(jobId, shard)), [], default, 0),
        silos);
}
