using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>When the phases of the newest rounds began and ended.</summary>
/// <param name="most">How many rounds are kept.</param>
internal sealed class RoundLog(int most = 40)
{
    private readonly List<RoundTimes> rounds = [];

    /// <summary>The rounds, by number.</summary>
    public ImmutableArray<RoundTimes> Rounds => [.. rounds];

    /// <summary>Takes an event; those that are no phase of a round change nothing.</summary>
    public void Add(JobEvent item)
    {
        switch (item)
        {
            case { Kind: JobEventKinds.RoundOpened, Round: { } round }:
                rounds.RemoveAll(known => known.Round >= round);
                rounds.Add(new RoundTimes(round, item.Time));
                if (rounds.Count > most)
                    rounds.RemoveAt(0);
                break;
            case { Kind: JobEventKinds.RoundCommitted, Round: { } round }:
                Change(round, known => known with { Committed = item.Time, Phases = item.Phases });
                break;
            // Rounds are numbered from 0; the evaluation says how many are committed.
            case { Kind: JobEventKinds.Evaluated, Round: { } round }:
                Change(round - 1, known => known with { Evaluated = item.Time });
                break;
            case { Kind: JobEventKinds.Stragglers, Round: { } round }:
                Change(round, known => known with { Stragglers = true });
                break;
            case { Kind: JobEventKinds.RolledBack or JobEventKinds.Recovered, Round: { } version }:
                rounds.RemoveAll(known => known.Round >= version);
                break;
        }
    }

    private void Change(int round, Func<RoundTimes, RoundTimes> change)
    {
        int place = rounds.FindLastIndex(known => known.Round == round);
        if (place >= 0)
            rounds[place] = change(rounds[place]);
    }
}

/// <summary>The times of a round.</summary>
/// <param name="Round">Its number, from 0.</param>
/// <param name="Opened">When participants were chosen and orders sent.</param>
public sealed record RoundTimes(int Round, DateTimeOffset Opened)
{
    /// <summary>When the aggregate was committed on every shard; null before that.</summary>
    public DateTimeOffset? Committed { get; init; }

    /// <summary>How long the parts took until then; null where that was not told.</summary>
    public RoundPhases? Phases { get; init; }

    /// <summary>When the model was evaluated after it; null where it was not.</summary>
    public DateTimeOffset? Evaluated { get; init; }

    /// <summary>Whether workers were left out because they came too late.</summary>
    public bool Stragglers { get; init; }
}
