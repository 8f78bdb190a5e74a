namespace Starling.Bench.Sizing;

/// <summary>
/// How large a cluster has to be for a job of rounds, on paper: the formulas of <c>docs/deployment.md</c>, section Sizing, with the figures of one
/// silo that other subjects of this program measure.
/// </summary>
/// <param name="Workers">W, all workers.</param>
/// <param name="Participants">m, those of a round.</param>
/// <param name="Parameters">P.</param>
/// <param name="Cores">Cores of a silo.</param>
/// <param name="Memory">M, bytes of a silo's memory.</param>
/// <param name="Link">Bytes a second of a silo's network, each way.</param>
/// <param name="WorkerStates">s, vectors that a worker keeps between rounds.</param>
/// <param name="LocalVectors">k, vectors that a worker needs while it trains.</param>
/// <param name="Ratio">Bytes of an update to bytes of its message.</param>
internal sealed record ClusterPlan(
    int Workers, int Participants, long Parameters, int Cores, double Memory, double Link, int WorkerStates, int LocalVectors, double Ratio)
{
    /// <summary>Updates that wait to be sent while all threads compute: <c>FlightLimit</c> is the threads and these.</summary>
    private const int Waiting = 2;

    /// <summary>At most 20 % above the vectors: <c>aggregation-memory</c>.</summary>
    private const double Excess = 1.2;

    /// <summary>What plans leave free.</summary>
    private const double Use = 0.9;

    /// <summary>Bytes of grain messages a second between two silos: <c>messages</c>.</summary>
    private const double MessageRate = 1.197e9;

    /// <summary>Small calls a second of one grain: <c>messages</c>.</summary>
    private const double CallRate = 80_311;

    /// <summary>Bytes of updates a second that two cores read, T of <c>aggregation</c>: 800 MB in 31.2 ms.</summary>
    private const double ReadRate = 0.8e9 / 31.2e-3;

    /// <summary>The mean in units of T: <c>aggregation</c>.</summary>
    private const double MeanFactor = 1.29;

    /// <summary>Products of a Gram matrix a second and thread: 120 inner products of 11,000,000 in 79 ms, <c>aggregation</c>.</summary>
    private const double GramRate = 120 * 11e6 / 79e-3;

    /// <summary>Parameters of a shard where the job does not say how many shards.</summary>
    private const long ParametersPerShard = 4 << 20;

    /// <summary>v = 4 P, bytes of a vector of floats.</summary>
    public double Vector => 4.0 * Parameters;

    /// <summary>c, threads that train: all cores, or as many as half of the memory has vectors for; none where not even one fits.</summary>
    public int Threads => (int)Math.Clamp(Math.Floor((((Use * Memory / 2 / Vector) - 1) / LocalVectors) - Waiting), 0, Cores);

    /// <summary>Bytes that a silo needs for its workers of the moment: the broadcast, and k vectors for everyone that trains or waits.</summary>
    public double Training => Vector * (1 + (LocalVectors * (Threads + Waiting)));

    /// <summary>Bytes of the shards of all silos and of what workers keep: updates, two versions, an aggregate.</summary>
    public double Held => Vector * ((Excess * (Participants + 3)) + ((double)WorkerStates * Workers));

    /// <summary>N, silos: as many as have memory for it all, and three at least.</summary>
    public int Silos => (int)Math.Max(3, Math.Ceiling(Held / ((Use * Memory) - Training)));

    /// <summary>S: as many as the product chooses, and four a silo at least, so that they lie evenly.</summary>
    public long Shards => Math.Max(1 + ((Parameters - 1) / ParametersPerShard), 4 * Silos);

    /// <summary>Bytes of memory of a silo.</summary>
    public double SiloMemory => (Held / Silos) + Training;

    /// <summary>Bytes of a round that leave workers, all together.</summary>
    public double Up => Participants * Vector / Ratio;

    /// <summary>Seconds of the network: what a silo sends, or gets, of updates, and of the model once.</summary>
    public double NetworkSeconds => ((Up / Silos) + Vector) * (1 - (1.0 / Silos)) / Math.Min(Link, MessageRate);

    /// <summary>Seconds of the mean.</summary>
    public double MeanSeconds => MeanFactor * Participants * Vector / (Silos * ReadRate);

    /// <summary>Seconds of a Gram matrix, for rules that compare updates.</summary>
    public double GramSeconds => Participants * (Participants + 1.0) / 2 * Parameters / (Silos * (double)Cores * GramRate);

    /// <summary>Bytes of partial Gram matrices that come to the coordinator.</summary>
    public double GramTraffic => 16.0 * Participants * Participants * Shards;

    /// <summary>Seconds of the coordinator's calls: two for a participant, four for a shard.</summary>
    public double CallSeconds => ((2.0 * Participants) + (4 * Shards)) / CallRate;
}
