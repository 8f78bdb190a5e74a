namespace Starling.Algorithms.Rounds;

/// <summary>
/// The named vectors of length P of a server-worker algorithm. The runtime moves, compresses, checks, shards, checkpoints and
/// restores them by this declaration; the algorithm only computes.
/// </summary>
public sealed record VectorSchema
{
    /// <summary>What the server holds between rounds, cut into shards. The first one is the model; the others start at zero.</summary>
    public required IReadOnlyList<string> Server { get; init; }

    /// <summary>Of the others those that start as the model does.</summary>
    public IReadOnlyList<string> StartAsModel { get; init; } = [];

    /// <summary>Which of <see cref="Server"/> every participant receives at the start of a round.</summary>
    public required IReadOnlyList<string> Broadcast { get; init; }

    /// <summary>
    /// The vectors of <see cref="Server"/> that stand for those of <see cref="Broadcast"/>, in their order, where participants receive something else than the
    /// vectors themselves; empty where they do not.
    /// </summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>Which vectors of <see cref="Server"/> are sent, in the order of <see cref="Broadcast"/>.</summary>
    public IReadOnlyList<string> Sent => Known.Count > 0 ? Known : Broadcast;

    /// <summary>What a worker sends up, aggregated over the accepted workers.</summary>
    public required IReadOnlyList<string> Update { get; init; }

    /// <summary>What a worker keeps from round to round, also while it is not chosen; starts at zero.</summary>
    public IReadOnlyList<string> Worker { get; init; } = [];

    /// <summary>
    /// Further aggregates of vectors of <see cref="Update"/>, each worker's vector multiplied by a number of its own. The
    /// vector travels once; only the number is added to the update.
    /// </summary>
    public IReadOnlyList<ScaledAggregate> Scaled { get; init; } = [];
}

/// <summary>
/// An aggregate of c_i u_i over the accepted workers, where u_i is an update vector that is aggregated anyway and c_i a number
/// that worker i gives with <see cref="WorkerRound{T}.Scale"/>. Under the mean with weights w_i it is
/// sum_i w_i c_i u_i / sum_i w_i.
/// </summary>
/// <param name="Name">The name of the aggregate at the server.</param>
/// <param name="Update">The update vector u.</param>
public sealed record ScaledAggregate(string Name, string Update);
