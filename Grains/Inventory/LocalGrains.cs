using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Inventory;

/// <summary>What a grain is to its job.</summary>
public enum JobPart
{
    /// <summary>Coordinates it.</summary>
    Coordinator,

    /// <summary>Holds a slice of its vectors, or all nodes of a network in virtual time.</summary>
    Shard,

    /// <summary>Is a worker.</summary>
    Worker,

    /// <summary>Is a node with a clock of its own.</summary>
    Node,

    /// <summary>Helps.</summary>
    Helper,
}

/// <summary>The grains of jobs that live on this silo: each says when it comes and when it goes.</summary>
/// <remarks>Safe for several threads.</remarks>
public sealed class LocalGrains
{
    private static readonly int Parts = Enum.GetValues<JobPart>().Length;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int[]> jobs = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What there is of every job that has grains here, by the job's id.</summary>
    public ImmutableArray<JobPresence> Jobs
    {
        get
        {
            lock (gate)
            {
                return [.. jobs.OrderBy(job => job.Key, StringComparer.Ordinal).Select(job => new JobPresence
                {
                    JobId = job.Key,
                    Coordinates = job.Value[(int)JobPart.Coordinator] > 0,
                    Shards = job.Value[(int)JobPart.Shard],
                    Workers = job.Value[(int)JobPart.Worker],
                    Nodes = job.Value[(int)JobPart.Node],
                })];
            }
        }
    }

    /// <summary>A grain of the job was activated.</summary>
    public void Enter(string jobId, JobPart part)
    {
        lock (gate)
        {
            if (!jobs.TryGetValue(jobId, out int[]? counts))
                jobs.Add(jobId, counts = new int[Parts]);

            counts[(int)part]++;
            Count++;
        }
    }

    /// <summary>A grain of the job that had entered was deactivated.</summary>
    public void Leave(string jobId, JobPart part)
    {
        lock (gate)
        {
            if (!jobs.TryGetValue(jobId, out int[]? counts) || counts[(int)part] == 0)
                return;

            Count--;
            counts[(int)part]--;
            if (Array.TrueForAll(counts, count => count == 0))
                jobs.Remove(jobId);
        }
    }
}
