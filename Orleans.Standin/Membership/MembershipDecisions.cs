using Orleans.Configuration;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.MembershipService;

/// <summary>What a silo does about the table's row of another silo.</summary>
internal enum Verdict
{
    /// <summary>Nothing: it is dead already, or not there.</summary>
    None,

    /// <summary>The row gets this silo's vote.</summary>
    Suspect,

    /// <summary>The row gets this silo's vote, and with it the silo is dead.</summary>
    DeclareDead,
}

/// <summary>
/// The decisions of the membership protocol, as functions of what the table says, the options and the time. Nothing here reads
/// or writes: <see cref="MembershipAgent"/> does.
/// </summary>
internal static class MembershipDecisions
{
    /// <summary>Whether an entry has not said for too long that it lives.</summary>
    public static bool IsStale(MembershipEntry entry, ClusterMembershipOptions options, DateTime now) =>
        entry.LastSignOfLife + options.AllowedIAmAliveMissPeriod < now;

    /// <summary>The votes against a silo that still count. Clocks differ: votes are as old as they are beside the youngest.</summary>
    public static List<Tuple<SiloAddress, DateTime>> FreshVotes(MembershipEntry entry, ClusterMembershipOptions options, DateTime now)
    {
        if (entry.SuspectTimes is not { Count: > 0 } votes) return [];
        DateTime latest = votes.Max(vote => vote.Item2);
        if (latest < now) latest = now;
        return [.. votes.Where(vote => latest - vote.Item2 < options.DeathVoteExpirationTimeout)];
    }

    /// <summary>
    /// What becomes of a silo that <paramref name="self"/> suspects: its entry, with one more vote, and dead where the votes
    /// are enough. Enough is the configured number, or half of the active silos that are not stale, rounded up.
    /// </summary>
    public static (Verdict Verdict, MembershipEntry? Entry) Suspect(
        IEnumerable<MembershipEntry> table, SiloAddress self, SiloAddress suspect, ClusterMembershipOptions options, DateTime now)
    {
        MembershipEntry[] entries = [.. table];
        MembershipEntry? found = Array.Find(entries, entry => entry.SiloAddress.Equals(suspect));
        if (found is null || found.Status == SiloStatus.Dead) return (Verdict.None, null);
        MembershipEntry entry = found.Copy();
        entry.AddOrUpdateSuspector(self, now, options.NumVotesForDeathDeclaration);
        int votes = FreshVotes(entry, options, now).Count;
        int active = entries.Count(other => other.Status == SiloStatus.Active && !IsStale(other, options, now));
        if (votes < options.NumVotesForDeathDeclaration && votes < (active + 1) / 2) return (Verdict.Suspect, entry);
        entry.Status = SiloStatus.Dead;
        return (Verdict.DeclareDead, entry);
    }

    /// <summary>
    /// The silos that <paramref name="self"/> probes: on each of <see cref="ClusterMembershipOptions.NumProbedSilos"/> rings the
    /// next one that it does not probe yet, so that silos that fail together are probed by different ones; and everyone that
    /// is suspected or stale.
    /// </summary>
    public static HashSet<SiloAddress> ToProbe(MembershipSnapshot snapshot, SiloAddress self, ClusterMembershipOptions options, DateTime now)
    {
        var chosen = new HashSet<SiloAddress>();
        if (!snapshot.Entries.TryGetValue(self, out MembershipEntry? own) || own.Status is not (SiloStatus.Joining or SiloStatus.Active)) return chosen;
        MembershipEntry[] candidates =
        [
            .. snapshot.Entries.Values.Where(entry =>
                entry.Status is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping),
        ];
        MembershipEntry[] others = [.. candidates.Where(entry => !entry.SiloAddress.Endpoint.Equals(self.Endpoint))];
        if (own.Status == SiloStatus.Active)
        {
            for (uint ring = 0; ring < options.NumProbedSilos && chosen.Count < others.Length; ring++)
            {
                uint start = Position(self, ring);
                SiloAddress next = others.Select(entry => entry.SiloAddress)
                    .Where(silo => !chosen.Contains(silo))
                    .MinBy(silo => unchecked(Position(silo, ring) - start))!;
                chosen.Add(next);
            }
        }

        chosen.UnionWith(others.Where(entry => FreshVotes(entry, options, now).Count > 0 || IsStale(entry, options, now)).Select(entry => entry.SiloAddress));
        return chosen;
    }

    /// <summary>Earlier runs at a silo's own endpoint: they are dead, whatever the table says.</summary>
    public static IEnumerable<MembershipEntry> Predecessors(IEnumerable<MembershipEntry> table, SiloAddress self) =>
        table.Where(entry => entry.Status != SiloStatus.Dead && entry.SiloAddress.Endpoint.Equals(self.Endpoint) && entry.SiloAddress.Generation < self.Generation);

    /// <summary>A later run at a silo's own endpoint: then this one must not go on.</summary>
    public static MembershipEntry? Successor(IEnumerable<MembershipEntry> table, SiloAddress self) =>
        table.FirstOrDefault(entry =>
            entry.Status != SiloStatus.Dead && entry.SiloAddress.Endpoint.Equals(self.Endpoint) && entry.SiloAddress.Generation > self.Generation);

    /// <summary>The silos that a joining one has to reach, and be reached by: the active ones that are not stale.</summary>
    public static IEnumerable<SiloAddress> ToReach(IEnumerable<MembershipEntry> table, SiloAddress self, ClusterMembershipOptions options, DateTime now) =>
        table.Where(entry => entry.Status == SiloStatus.Active && !entry.SiloAddress.Equals(self) && !IsStale(entry, options, now)).Select(entry => entry.SiloAddress);

    /// <summary>Silos that join for too long: they died on the way.</summary>
    public static IEnumerable<SiloAddress> StuckJoining(MembershipSnapshot snapshot, ClusterMembershipOptions options, DateTime now) =>
        options.EvictWhenMaxJoinAttemptTimeExceeded
            ? snapshot.Entries.Values
                .Where(entry => entry.Status is SiloStatus.Created or SiloStatus.Joining && entry.StartTime + options.MaxJoinAttemptTime < now)
                .Select(entry => entry.SiloAddress)
            : [];

    private static uint Position(SiloAddress silo, uint ring) => StableHash.Mix((uint)silo.GetConsistentHashCode(), ring);
}
