using System.Net;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;
using Starling.TestSupport;
using Xunit;

namespace Orleans.Standin.Tests.Membership;

public sealed class MembershipDecisionsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterMembershipOptions _options = new();

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    [Theory]
    [InlineData(2, 2, 1)]
    [InlineData(3, 2, 2)]
    [InlineData(5, 2, 2)]
    [InlineData(5, 3, 3)]
    [InlineData(4, 5, 2)]
    public void A_silo_is_dead_after_enough_votes_or_those_of_half_of_the_cluster(int silos, int configured, int needed)
    {
        _options.NumVotesForDeathDeclaration = configured;
        MembershipEntry[] table = [.. Enumerable.Range(0, silos).Select(index => Entry(index))];

        for (int voter = 1; voter <= needed; voter++)
        {
            (Verdict verdict, MembershipEntry? entry) = MembershipDecisions.Suspect(table, Silo(voter), Silo(0), _options, Now);

            Assert.Equal(voter == needed ? Verdict.DeclareDead : Verdict.Suspect, verdict);
            Assert.Equal(voter == needed ? SiloStatus.Dead : SiloStatus.Active, entry!.Status);
            Assert.Equal(voter, entry.SuspectTimes!.Count);
            table[0] = entry;
        }

        Assert.Equal(Verdict.None, MembershipDecisions.Suspect(table, Silo(1), Silo(0), _options, Now).Verdict);
    }

    [Fact]
    public void One_silo_has_one_vote_however_often_it_votes()
    {
        MembershipEntry[] table = [.. Enumerable.Range(0, 5).Select(index => Entry(index))];

        for (int count = 0; count < 5; count++)
        {
            (Verdict verdict, MembershipEntry? entry) = MembershipDecisions.Suspect(table, Silo(1), Silo(0), _options, Now);
            Assert.Equal(Verdict.Suspect, verdict);
            table[0] = entry!;
        }
    }

    [Fact]
    public void Votes_expire()
    {
        MembershipEntry[] table = [.. Enumerable.Range(0, 5).Select(index => Entry(index))];
        table[0] = MembershipDecisions.Suspect(table, Silo(1), Silo(0), _options, Now).Entry!;

        _time.Advance(_options.DeathVoteExpirationTimeout - TimeSpan.FromSeconds(1));
        foreach (MembershipEntry entry in table) entry.IAmAliveTime = Now;
        Assert.Equal(Verdict.DeclareDead, MembershipDecisions.Suspect(table, Silo(2), Silo(0), _options, Now).Verdict);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Verdict.Suspect, MembershipDecisions.Suspect(table, Silo(2), Silo(0), _options, Now).Verdict);
    }

    [Fact]
    public void Silos_that_are_stale_do_not_count_among_those_who_could_vote()
    {
        MembershipEntry[] table = [.. Enumerable.Range(0, 4).Select(index => Entry(index))];
        _time.Advance(_options.IAmAliveTablePublishTimeout * _options.NumMissedTableIAmAliveLimit + TimeSpan.FromSeconds(1));
        table[1].IAmAliveTime = Now;

        Assert.True(MembershipDecisions.IsStale(table[0], _options, Now));
        Assert.Equal(Verdict.DeclareDead, MembershipDecisions.Suspect(table, Silo(1), Silo(0), _options, Now).Verdict);
        Assert.Equal([Silo(1)], MembershipDecisions.ToReach(table, Silo(9), _options, Now));
    }

    [Fact]
    public void Everybody_is_probed_by_as_many_as_configured_and_the_suspected_by_all()
    {
        _options.NumProbedSilos = 3;
        MembershipEntry[] table = [.. Enumerable.Range(0, 12).Select(index => Entry(index))];
        table[7].AddSuspector(Silo(3), Now);
        var snapshot = new MembershipSnapshot(1, table);

        HashSet<SiloAddress>[] probed = [.. table.Select(entry => MembershipDecisions.ToProbe(snapshot, entry.SiloAddress, _options, Now))];

        Assert.All(probed, (chosen, index) =>
        {
            Assert.InRange(chosen.Count, 3, 4);
            Assert.DoesNotContain(Silo(index), chosen);
            Assert.True(index == 7 || chosen.Contains(Silo(7)));
        });
        Assert.All(table, entry => Assert.Contains(probed, chosen => chosen.Contains(entry.SiloAddress)));
    }

    [Theory]
    [InlineData(SiloStatus.Created)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Dead)]
    public void A_silo_that_is_no_member_probes_nobody(SiloStatus status)
    {
        var snapshot = new MembershipSnapshot(1, [Entry(0, status), Entry(1)]);

        Assert.Empty(MembershipDecisions.ToProbe(snapshot, Silo(0), _options, Now));
    }

    [Fact]
    public void The_dead_and_the_unborn_are_not_probed_and_those_that_leave_are()
    {
        var snapshot = new MembershipSnapshot(
            1, [Entry(0), Entry(1, SiloStatus.Dead), Entry(2, SiloStatus.Created), Entry(3, SiloStatus.ShuttingDown), Entry(4, SiloStatus.Joining)]);

        Assert.Equal([Silo(3), Silo(4)], MembershipDecisions.ToProbe(snapshot, Silo(0), _options, Now).Order());
    }

    [Fact]
    public void An_earlier_run_at_the_endpoint_ends_and_a_later_one_wins()
    {
        MembershipEntry[] table = [Entry(1), Entry(1, generation: 7), Entry(1, SiloStatus.Dead, generation: 3), Entry(2, generation: 1)];

        Assert.Equal([Silo(1)], MembershipDecisions.Predecessors(table, Silo(1, 5)).Select(entry => entry.SiloAddress));
        Assert.Equal(Silo(1, 7), MembershipDecisions.Successor(table, Silo(1, 5))!.SiloAddress);
        Assert.Null(MembershipDecisions.Successor(table, Silo(1, 8)));
    }

    [Fact]
    public void A_silo_that_joins_for_too_long_is_given_up()
    {
        var snapshot = new MembershipSnapshot(1, [Entry(0, SiloStatus.Joining), Entry(1)]);
        Assert.Empty(MembershipDecisions.StuckJoining(snapshot, _options, Now));

        _time.Advance(_options.MaxJoinAttemptTime + TimeSpan.FromSeconds(1));

        Assert.Equal([Silo(0)], MembershipDecisions.StuckJoining(snapshot, _options, Now));
    }

    [Fact]
    public void A_silo_whose_entry_is_gone_is_dead_once_another_run_is_at_its_endpoint()
    {
        var snapshot = new MembershipSnapshot(1, [Entry(1, generation: 5)]);

        Assert.Equal(SiloStatus.Dead, snapshot.StatusOf(Silo(1, 4)));
        Assert.Equal(SiloStatus.None, snapshot.StatusOf(Silo(1, 6)));
        Assert.Equal(SiloStatus.None, snapshot.StatusOf(Silo(2)));
    }

    private static SiloAddress Silo(int index, int generation = 1) => SiloAddress.New(IPAddress.Loopback, 1000 + index, generation);

    private MembershipEntry Entry(int index, SiloStatus status = SiloStatus.Active, int generation = 1) =>
        new() { SiloAddress = Silo(index, generation), SiloName = $"silo {index}", Status = status, StartTime = Now, IAmAliveTime = Now };
}
