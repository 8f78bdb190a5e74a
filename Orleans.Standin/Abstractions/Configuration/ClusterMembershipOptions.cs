namespace Orleans.Configuration;

/// <summary>How silos find out which of them live.</summary>
public class ClusterMembershipOptions
{
    /// <summary>The number of missed "I am alive" times after which an entry of the table is stale. Default: 3.</summary>
    public int NumMissedTableIAmAliveLimit { get; set; } = 3;

    /// <summary>Whether silos that do not answer are declared dead. Default: true.</summary>
    public bool LivenessEnabled { get; set; } = true;

    /// <summary>The time between two probes, and how long an answer is waited for. Default: 5 s.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the membership table is read. Default: 60 s.</summary>
    public TimeSpan TableRefreshTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a suspicion counts. Default: 2 min.</summary>
    public TimeSpan DeathVoteExpirationTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a silo says in the table that it lives. Default: 30 s.</summary>
    public TimeSpan IAmAliveTablePublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a silo tries to join. Default: 5 min.</summary>
    public TimeSpan MaxJoinAttemptTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether silos tell each other of changes, beside the table. Default: true.</summary>
    public bool UseLivenessGossip { get; set; } = true;

    /// <summary>The number of silos that each silo probes. Default: 10.</summary>
    public int NumProbedSilos { get; set; } = 10;

    /// <summary>The number of missed probes after which a silo is suspected. Default: 3.</summary>
    public int NumMissedProbesLimit { get; set; } = 3;

    /// <summary>The number of suspicions after which a silo is dead; in a small cluster half of it is enough. Default: 2.</summary>
    public int NumVotesForDeathDeclaration { get; set; } = 2;

    /// <summary>How long the entry of a dead silo is kept. Default: 7 days.</summary>
    public TimeSpan DefunctSiloExpiration { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often old entries are removed; null for never. Default: 1 h.</summary>
    public TimeSpan? DefunctSiloCleanupPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether a silo that something arrived from since is not suspected for missed probes. Default: true.</summary>
    public bool EnableConnectionLivenessCheck { get; set; } = true;

    /// <summary>Whether a silo that joins for longer than <see cref="MaxJoinAttemptTime"/> is declared dead. Default: true.</summary>
    public bool EvictWhenMaxJoinAttemptTimeExceeded { get; set; } = true;

    internal TimeSpan AllowedIAmAliveMissPeriod => IAmAliveTablePublishTimeout * NumMissedTableIAmAliveLimit;
}
