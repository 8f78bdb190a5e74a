namespace Starling.Algorithms.Rounds;

/// <summary>
/// The named vectors of length P of a server-worker algorithm. The runtime moves, compresses, checks, shards, checkpoints and
/// restores them by this declaration; the algorithm only computes.
/// </summary>
public sealed record VectorSchema
{
    /// <summary>What the server holds between rounds, cut into shards. The first one is the model; the others start at zero.</summary>
    public required IReadOnlyList<string> Server { get; init; }

    /// <summary>Which of <see cref="Server"/> every participant receives at the start of a round.</summary>
    public required IReadOnlyList<string> Broadcast { get; init; }

    /// <summary>What a worker sends up, aggregated over the accepted workers.</summary>
    public required IReadOnlyList<string> Update { get; init; }

    /// <summary>What a worker keeps from round to round, also while it is not chosen; starts at zero.</summary>
    public IReadOnlyList<string> Worker { get; init; } = [];
}
