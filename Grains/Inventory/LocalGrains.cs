using System.Collections.Immutable;

namespace Starling.Grains.Inventory;

/// <summary>The grains of jobs that live on this silo: each says when it comes and when it goes.</summary>
/// <remarks>Safe for several threads.</remarks>
public sealed class LocalGrains
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> jobs = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The jobs that they belong to, by id.</summary>
    public ImmutableArray<string> Jobs
    {
        get
        {
            lock (gate)
                return [.. jobs.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>A grain of the job was activated.</summary>
    public void Enter(string jobId)
    {
        lock (gate)
        {
            jobs[jobId] = jobs.GetValueOrDefault(jobId) + 1;
            Count++;
        }
    }

    /// <summary>A grain of the job that had entered was deactivated.</summary>
    public void Leave(string jobId)
    {
        lock (gate)
        {
            if (!jobs.TryGetValue(jobId, out int count))
                return;

            Count--;
            if (count == 1)
                jobs.Remove(jobId);
            else
                jobs[jobId] = count - 1;
        }
    }
}
