using System.Globalization;
using Starling.GrainInterfaces;

namespace Starling.Client.History;

/// <summary>What <see cref="JobHistoryChecker"/> found.</summary>
/// <param name="Rounds">Rounds that count at the end of the history.</param>
/// <param name="RepeatedRounds">Rounds that were done again after a loss; they count once.</param>
/// <param name="LostRounds">Rounds that a checkpoint had made safe and that were lost all the same, or that were left out.</param>
/// <param name="TwiceAppliedRounds">Rounds that were committed on top of themselves.</param>
/// <param name="Recoveries">Times that the job went back to a checkpoint or was taken up by another coordinator.</param>
/// <param name="Problems">All that is wrong, a sentence each.</param>
public sealed record JobHistoryFindings(
    int Rounds, int RepeatedRounds, int LostRounds, int TwiceAppliedRounds, int Recoveries, IReadOnlyList<string> Problems);

/// <summary>
/// Reads a job's events and checks what must hold whatever was lost: round numbers grow by one; a round is committed on top of
/// the one before it, once; the job goes back only to versions that a checkpoint holds, and never behind the newest of them
/// unless it was damaged; events are in order; the end has as many rounds as were committed. A network commits no single rounds: it says where it is when
/// it is looked at or saved, which never goes back but to a checkpoint.
/// </summary>
public static class JobHistoryChecker
{
    /// <summary>Checks the events of a job, in order, from the first.</summary>
    public static JobHistoryFindings Check(IEnumerable<JobEvent> events)
    {
        var problems = new List<string>();
        int version = 0;
        int repeated = 0;
        int lost = 0;
        int twice = 0;
        int recoveries = 0;
        bool isDamageTold = false;
        long lastSequence = -1;
        int lastEpoch = 0;
        var safe = new SortedSet<int> { 0 };
        int highest = 0;
        bool isNetwork = false;
        foreach (JobEvent happened in events)
        {
            if (happened.Sequence <= lastSequence)
                problems.Add(Invariant($"Event {happened.Sequence} comes after event {lastSequence}."));
            if (happened.Epoch < lastEpoch)
                problems.Add(Invariant($"Event {happened.Sequence} is of epoch {happened.Epoch}, after epoch {lastEpoch}."));

            lastSequence = happened.Sequence;
            lastEpoch = happened.Epoch;
            switch (happened.Kind)
            {
                case JobEventKinds.RoundOpened when happened.Round != version:
                    problems.Add(Invariant($"Round {happened.Round} was opened where round {version} was due."));
                    break;
                case JobEventKinds.RoundCommitted:
                    Commit(happened.Round!.Value);
                    break;
                case JobEventKinds.Evaluated when happened.Metrics is { Consensus: not null } row:
                    isNetwork = true;
                    Reach(row.Round);
                    break;
                case JobEventKinds.Checkpointed:
                    if (isNetwork)
                        Reach(happened.Round!.Value);
                    else if (happened.Round != version)
                        problems.Add(Invariant($"A checkpoint of version {happened.Round} was written where the job had version {version}."));
                    safe.Add(happened.Round!.Value);
                    break;
                case JobEventKinds.Warning when happened.Message.StartsWith("STAR0408", StringComparison.Ordinal):
                    isDamageTold = true;
                    break;
                case JobEventKinds.RolledBack or JobEventKinds.Recovered:
                    GoBack(happened.Round!.Value);
                    break;
                case JobEventKinds.Completed when happened.Status is { } status && status.Round != version:
                    problems.Add(Invariant($"The job ended with {status.Round} rounds; {version} were committed."));
                    lost += Math.Max(0, version - status.Round);
                    break;
            }
        }

        return new JobHistoryFindings(version, repeated, lost, twice, recoveries, problems);

        void Commit(int round)
        {
            if (round < version)
            {
                twice++;
                problems.Add(Invariant($"Round {round} was committed although version {version} had it already."));
            }
            else if (round > version)
            {
                lost += round - version;
                problems.Add(Invariant($"Round {round} was committed on version {version}: rounds are missing."));
            }

            if (round < highest)
                repeated++;

            version = round + 1;
            highest = Math.Max(highest, version);
        }

        void Reach(int round)
        {
            if (round < version)
            {
                twice += version - round;
                problems.Add(Invariant($"The network was at round {round} after it had been at round {version}."));
            }

            repeated += Math.Max(0, Math.Min(highest, round) - version);
            version = round;
            highest = Math.Max(highest, round);
        }

        // The events between a lost coordinator's last checkpoint and its end may never have been stored: a job that was taken up
        // elsewhere may start from a version that is newer than any that was told.
        void GoBack(int to)
        {
            recoveries++;
            int newest = safe.Max;
            if (to < newest && !isDamageTold)
            {
                lost += newest - to;
                problems.Add(Invariant($"The job went back to version {to} although a checkpoint held version {newest}."));
            }

            safe.RemoveWhere(one => one > to);
            safe.Add(to);
            isDamageTold = false;
            version = to;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
