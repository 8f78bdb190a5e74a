using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Attacks;

namespace Starling.Algorithms.Runs;

/// <summary>Simulated Byzantine workers, to try a job's robustness: <c>workers.byzantine</c> of a job.</summary>
public sealed record ByzantineSection
{
    /// <summary>How many workers are Byzantine: those with the highest numbers.</summary>
    [Range(0, 1_000_000)]
    public int Count { get; init; }

    /// <summary>What they do. Omniscient attacks see the honest updates of the round, and are carried out at the shards.</summary>
    public AttackOptions Attack { get; init; } = new NoAttackOptions();

    /// <summary>Whether a worker is one of them.</summary>
    /// <param name="worker">Its number.</param>
    /// <param name="workerCount">M.</param>
    public bool Includes(int worker, int workerCount) => worker >= workerCount - Count;
}
