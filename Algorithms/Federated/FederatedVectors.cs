using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>The vectors that federated algorithms have in common, by name, and how an algorithm declares its own beside them.</summary>
internal static class FederatedVectors
{
    /// <summary>x, the model: first server vector, always broadcast.</summary>
    public const string Model = "x";

    /// <summary>D_i = y_{i,K} - x_t: first update vector.</summary>
    public const string Delta = "delta";

    /// <summary>w_i, a worker's last local model: worker state under relaxed initialisation only.</summary>
    public const string LastModel = "lastModel";

    /// <summary>Declares an algorithm's vectors: those of every federated algorithm, then its own.</summary>
    /// <param name="options">Relaxed initialisation adds a worker vector.</param>
    /// <param name="server">Server vectors beside x.</param>
    /// <param name="broadcast">Broadcast vectors beside x.</param>
    /// <param name="update">Update vectors beside the delta.</param>
    /// <param name="worker">The worker's state.</param>
    /// <param name="scaled">Scaled aggregates.</param>
    public static VectorSchema Schema(
        LocalTrainingOptions options,
        ReadOnlySpan<string> server = default,
        ReadOnlySpan<string> broadcast = default,
        ReadOnlySpan<string> update = default,
        ReadOnlySpan<string> worker = default,
        params ReadOnlySpan<ScaledAggregate> scaled) => new()
        {
            Server = [Model, .. server],
            Broadcast = [Model, .. broadcast],
            Update = [Delta, .. update],
            Worker = options.RelaxedInitialization > 0 ? [.. worker, LastModel] : [.. worker],
            Scaled = [.. scaled],
        };
}
