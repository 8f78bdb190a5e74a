namespace Starling.Algorithms.Numerics;

/// <summary>
/// What random numbers are drawn for. It is part of a stream's address (<see cref="RandomStream"/>), so that one purpose
/// never disturbs another. A number is never reused: changing one would change the results of every recorded job.
/// </summary>
public enum RandomPurpose : uint
{
    /// <summary>No purpose; never drawn from.</summary>
    None = 0,

    /// <summary>The starting parameters of a model.</summary>
    ModelInitialization = 1,

    /// <summary>Which workers take part in a round.</summary>
    Participation = 2,

    /// <summary>The order in which a worker goes through its samples.</summary>
    Minibatches = 3,

    /// <summary>The split of a data set among workers.</summary>
    Partition = 4,

    /// <summary>Synthetic data and random problems.</summary>
    DataGeneration = 5,

    /// <summary>Simulated Byzantine behaviour.</summary>
    Attack = 6,

    /// <summary>The choices of randomised compressors.</summary>
    Compression = 7,

    /// <summary>Random graphs and the event clocks of decentralized jobs.</summary>
    Topology = 8,

    /// <summary>Noise that is added on purpose: differential privacy, stochastic oracles.</summary>
    Noise = 9,

    /// <summary>The choices of randomised aggregation, such as the buckets.</summary>
    Aggregation = 10,

    /// <summary>Coins that an algorithm throws for everybody: whether to skip a communication, or to refresh an anchor.</summary>
    Coins = 11,
}
