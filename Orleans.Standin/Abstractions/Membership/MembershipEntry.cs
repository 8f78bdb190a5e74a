using Orleans.Runtime;

namespace Orleans;

/// <summary>A silo as the membership table has it. Times are in UTC.</summary>
[GenerateSerializer]
public sealed class MembershipEntry
{
    /// <summary>The run of the silo.</summary>
    [Id(0)]
    public SiloAddress SiloAddress { get; set; } = default!;

    /// <summary>Where it is in its life.</summary>
    [Id(1)]
    public SiloStatus Status { get; set; }

    /// <summary>The silos that suspect it, and when they said so.</summary>
    [Id(2)]
    public List<Tuple<SiloAddress, DateTime>>? SuspectTimes { get; set; }

    /// <summary>The port for clients; 0 for none.</summary>
    [Id(3)]
    public int ProxyPort { get; set; }

    /// <summary>The name of its machine.</summary>
    [Id(4)]
    public string HostName { get; set; } = default!;

    /// <summary>Its name.</summary>
    [Id(5)]
    public string SiloName { get; set; } = default!;

    /// <summary>A role, where the platform has roles.</summary>
    [Id(6)]
    public string? RoleName { get; set; }

    /// <summary>An update zone, where the platform has them.</summary>
    [Id(7)]
    public int UpdateZone { get; set; }

    /// <summary>A fault zone, where the platform has them.</summary>
    [Id(8)]
    public int FaultZone { get; set; }

    /// <summary>When it started.</summary>
    [Id(9)]
    public DateTime StartTime { get; set; }

    /// <summary>When it last said that it lives.</summary>
    [Id(10)]
    public DateTime IAmAliveTime { get; set; }

    internal DateTime LastSignOfLife => StartTime > IAmAliveTime ? StartTime : IAmAliveTime;

    /// <summary>Adds or renews a suspicion; past <paramref name="maxVotes"/> the oldest one goes.</summary>
    public void AddOrUpdateSuspector(SiloAddress localSilo, DateTime voteTime, int maxVotes)
    {
        List<Tuple<SiloAddress, DateTime>> votes = SuspectTimes ??= [];
        int index = votes.FindIndex(vote => localSilo.Equals(vote.Item1));
        if (index < 0 && votes.Count >= maxVotes && votes.MinBy(vote => vote.Item2) is { } oldest && voteTime >= oldest.Item2) index = votes.IndexOf(oldest);
        if (index < 0) AddSuspector(localSilo, voteTime);
        else votes[index] = Tuple.Create(localSilo, voteTime);
    }

    /// <summary>Adds a suspicion.</summary>
    public void AddSuspector(SiloAddress suspectingSilo, DateTime suspectingTime) =>
        (SuspectTimes ??= []).Add(Tuple.Create(suspectingSilo, suspectingTime));

    /// <inheritdoc/>
    public override string ToString() => $"SiloAddress={SiloAddress} SiloName={SiloName} Status={Status}";

    /// <summary>Every member, as one line.</summary>
    public string ToFullString() =>
        $"[SiloAddress={SiloAddress} SiloName={SiloName} Status={Status} HostName={HostName} ProxyPort={ProxyPort} StartTime={StartTime:u} "
        + $"IAmAliveTime={IAmAliveTime:u} Suspecters={string.Join(", ", SuspectTimes?.Select(vote => $"{vote.Item1} at {vote.Item2:u}") ?? [])}]";

    internal MembershipEntry Copy()
    {
        var copy = (MembershipEntry)MemberwiseClone();
        copy.SuspectTimes = SuspectTimes is null ? null : [.. SuspectTimes];
        return copy;
    }

    internal MembershipEntry WithStatus(SiloStatus status)
    {
        MembershipEntry copy = Copy();
        copy.Status = status;
        return copy;
    }
}
