using System.Globalization;

namespace Starling.GrainInterfaces;

/// <summary>The keys of a job's grains: the job's id, and what it is numbered by.</summary>
public static class GrainKeys
{
    /// <summary>The key of worker <paramref name="worker"/> of a job.</summary>
    public static string Worker(string jobId, int worker) => Part(jobId, worker);

    /// <summary>The key of shard <paramref name="shard"/> of a job.</summary>
    public static string Shard(string jobId, int shard) => Part(jobId, shard);

    /// <summary>Takes a key of <see cref="Worker"/> or <see cref="Shard"/> apart.</summary>
    public static (string JobId, int Number) Split(string key)
    {
        int slash = key.LastIndexOf('/');
        return (key[..slash], int.Parse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static string Part(string jobId, int number) => string.Create(CultureInfo.InvariantCulture, $"{jobId}/{number}");
}
