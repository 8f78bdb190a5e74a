using System.Net;
using Orleans.Runtime.Directory;
using Orleans.Runtime.MembershipService;
using Xunit;

namespace Orleans.Standin.Tests.Directory;

public sealed class DirectoryRingTests
{
    private static readonly GrainId[] Grains = [.. Enumerable.Range(0, 2_000).Select(index => GrainId.Create("ring", $"{index}"))];

    [Fact]
    public void Every_silo_keeps_its_share()
    {
        DirectoryRing ring = Ring(0, 1, 2, 3);

        Dictionary<SiloAddress, int> shares = Grains.CountBy(grain => ring.OwnerOf(grain)!).ToDictionary();

        Assert.Equal(4, shares.Count);
        Assert.All(shares.Values, share => Assert.InRange(share, 150, 1_000));
    }

    [Fact]
    public void What_moves_when_a_silo_comes_moves_to_it()
    {
        DirectoryRing before = Ring(0, 1, 2);
        DirectoryRing after = Ring(0, 1, 2, 3);

        GrainId[] moved = [.. Grains.Where(grain => !before.OwnerOf(grain)!.Equals(after.OwnerOf(grain)))];

        Assert.NotEmpty(moved);
        Assert.All(moved, grain => Assert.Equal(Silo(3), after.OwnerOf(grain)));
        Assert.True(after.Gains(Silo(3), before));
        Assert.False(after.Gains(Silo(0), before));
        Assert.Contains([Silo(0), Silo(1), Silo(2)], silo => before.Gains(silo, after));
    }

    [Fact]
    public void Nobody_keeps_anything_where_no_silo_is_active() => Assert.Null(Ring().OwnerOf(Grains[0]));

    [Fact]
    public void A_silo_says_nothing_of_what_it_came_to_keep_before_it_has_asked()
    {
        var partition = new DirectoryPartition(Silo(0));
        partition.Apply(Snapshot(1, (0, SiloStatus.Active)));
        Assert.False(partition.IsUnsettled);
        foreach (GrainId grain in Grains) partition.Add(new GrainAddress(grain, Silo(0), Guid.NewGuid()));

        partition.Apply(Snapshot(2, (0, SiloStatus.Active), (1, SiloStatus.Active)));
        Assert.False(partition.IsUnsettled);
        int kept = partition.Count;
        Assert.InRange(kept, 1, Grains.Length - 1);

        partition.Apply(Snapshot(3, (0, SiloStatus.Active), (1, SiloStatus.Dead)));
        Assert.True(partition.IsUnsettled);
        Assert.Equal(kept, Grains.Count(partition.IsSettled));

        partition.Recover(Grains.Select(grain => new GrainAddress(grain, Silo(0), Guid.NewGuid())));
        Assert.All(Grains, grain => Assert.True(partition.IsSettled(grain)));
        Assert.Equal(Grains.Length, partition.Count);
    }

    [Fact]
    public void What_was_lost_and_came_back_before_a_recovery_ended_is_not_settled_by_having_been_kept_once()
    {
        var partition = new DirectoryPartition(Silo(0));
        partition.Apply(Snapshot(1, (0, SiloStatus.Active)));
        partition.Apply(Snapshot(2, (0, SiloStatus.Active), (1, SiloStatus.Active)));
        partition.Apply(Snapshot(3, (0, SiloStatus.Active), (1, SiloStatus.Dead), (2, SiloStatus.Active)));
        partition.Apply(Snapshot(4, (0, SiloStatus.Active), (1, SiloStatus.Dead), (2, SiloStatus.Dead)));

        DirectoryRing first = Ring(0, 1);
        DirectoryRing second = Ring(0, 2);
        Assert.All(Grains, grain => Assert.Equal(
            Silo(0).Equals(first.OwnerOf(grain)) && Silo(0).Equals(second.OwnerOf(grain)), partition.IsSettled(grain)));
    }

    [Fact]
    public void Entries_of_the_dead_vanish_and_of_two_activations_one_is_surplus()
    {
        var partition = new DirectoryPartition(Silo(0));
        partition.Apply(Snapshot(1, (0, SiloStatus.Active), (1, SiloStatus.ShuttingDown), (2, SiloStatus.ShuttingDown)));
        var first = new GrainAddress(Grains[0], Silo(1), Guid.NewGuid());
        var second = new GrainAddress(Grains[0], Silo(2), Guid.NewGuid());

        Assert.Equal([second], partition.Recover([first, second]));
        Assert.Equal(first, partition.Find(Grains[0]));
        partition.Apply(Snapshot(2, (0, SiloStatus.Active), (1, SiloStatus.Dead), (2, SiloStatus.ShuttingDown)));

        Assert.Null(partition.Find(Grains[0]));
        Assert.Equal(second, partition.Add(second));
    }

    private static SiloAddress Silo(int index) => SiloAddress.New(IPAddress.Loopback, 1000 + index, 1);

    private static DirectoryRing Ring(params int[] silos) => DirectoryRing.Of([.. silos.Select(Silo)]);

    private static MembershipSnapshot Snapshot(int version, params (int Silo, SiloStatus Status)[] silos) =>
        new(version, silos.Select(silo => new MembershipEntry { SiloAddress = Silo(silo.Silo), Status = silo.Status }));
}
