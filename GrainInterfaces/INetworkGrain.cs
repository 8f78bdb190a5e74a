namespace Starling.GrainInterfaces;

/// <summary>
/// All nodes of a decentralized job in virtual time. Keyed by <see cref="GrainKeys.Shard"/>, number 0. Version r of its vectors is the average of the
/// nodes after r rounds: steps of all nodes, or units of virtual time.
/// </summary>
[Alias("starling.INetworkGrain")]
public interface INetworkGrain : IVectorGrain
{
    /// <summary>
    /// Runs to a round and looks at it there; null to be asked again, since running goes on. Repeated calls change nothing; the answer is the same.
    /// </summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="round">The round, not before the one where the network is.</param>
    /// <param name="evaluate">Whether the objective is evaluated there too, which may take a while.</param>
    /// <exception cref="StateLostException">The network is not open, or already beyond.</exception>
    /// <exception cref="JobRefusedException">The numbers are not finite any more.</exception>
    [Alias("Advance")]
    Task<NetworkReport?> AdvanceAsync(int epoch, int round, bool evaluate);

    /// <summary>Lets nodes that have clocks of their own come to rest, what is under way being finished; false to be asked again.</summary>
    [Alias("Settle")]
    Task<bool> SettleAsync(int epoch);
}
