using Starling.Algorithms.Numerics;
using Starling.Algorithms.Runs;

namespace Starling.Grains.Nodes;

/// <summary>The faults that a job simulates at one node. Not safe for several threads: the turns of one grain.</summary>
internal sealed class NodeFaults
{
    private readonly FaultsSection faults;
    private readonly int node;
    private readonly TimeProvider time;
    private readonly double secondsBefore;
    private readonly long began;
    private RandomStream stream;

    /// <summary>The faults of a node.</summary>
    /// <param name="faults">What the job asks for; null for none.</param>
    /// <param name="seed">The job's seed.</param>
    /// <param name="node">The node.</param>
    /// <param name="life">Which life of it.</param>
    /// <param name="seconds">Seconds of the job's clock.</param>
    /// <param name="time">The clock.</param>
    public NodeFaults(FaultsSection? faults, ulong seed, int node, int life, double seconds, TimeProvider time)
    {
        this.faults = faults ?? new FaultsSection();
        this.node = node;
        this.time = time;
        secondsBefore = seconds;
        began = time.GetTimestamp();
        stream = new RandomStream(seed, RandomPurpose.Attack, node, int.MaxValue - life);
    }

    /// <summary>How many times slower the node's clock goes.</summary>
    public double Slowness => faults.Slow.Contains(node) ? faults.Slowness : 1;

    private double Seconds => secondsBefore + time.GetElapsedTime(began).TotalSeconds;

    private bool IsNow => Seconds >= faults.After && Seconds < faults.After + faults.Lasting;

    /// <summary>Whether the next message is lost.</summary>
    public bool Drops() => faults.Drop > 0 && stream.NextDouble() < faults.Drop;

    /// <summary>Whether the next message arrives twice.</summary>
    public bool Duplicates() => faults.Duplicate > 0 && stream.NextDouble() < faults.Duplicate;

    /// <summary>Whether the edge to a neighbour carries nothing now.</summary>
    public bool IsCut(int neighbor) => faults.Cut.Count > 0 && faults.Cuts(node, neighbor) && IsNow;

    /// <summary>Waits until the node no longer stands still.</summary>
    public Task ThawAsync() => faults.Stopped.Contains(node) && IsNow
        ? Task.Delay(TimeSpan.FromSeconds(faults.After + faults.Lasting - Seconds), time)
        : Task.CompletedTask;
}
