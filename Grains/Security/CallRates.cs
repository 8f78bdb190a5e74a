using System.Collections.Concurrent;

namespace Starling.Grains.Security;

/// <summary>
/// How often every token's bearer calls this silo: a bucket of 2 R calls each, filled by R a second. Those whose bucket is full again
/// are forgotten, so that names which come and go leave nothing behind.
/// </summary>
/// <param name="callsPerSecond">R; 0 for no limit.</param>
/// <param name="time">The clock.</param>
/// <remarks>Safe for several threads.</remarks>
internal sealed class CallRates(int callsPerSecond, TimeProvider time)
{
    private const int MostBuckets = 10_000;

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>R.</summary>
    public int CallsPerSecond => callsPerSecond;

    /// <summary>How many bearers are counted now.</summary>
    public int Count => buckets.Count;

    /// <summary>Counts a call.</summary>
    /// <returns>False where it is one too many.</returns>
    public bool TryTake(string name)
    {
        if (callsPerSecond == 0)
            return true;

        long now = time.GetTimestamp();
        Bucket bucket = buckets.GetOrAdd(name, static (_, rates) => new Bucket(2.0 * rates.CallsPerSecond), this);
        lock (bucket)
        {
            Fill(bucket, now);
            if (bucket.Calls < 1)
                return false;

            bucket.Calls--;
        }

        if (buckets.Count > MostBuckets)
            ForgetFull(now);
        return true;
    }

    private void Fill(Bucket bucket, long now)
    {
        if (bucket.Filled is { } before)
            bucket.Calls = Math.Min(2.0 * callsPerSecond, bucket.Calls + (time.GetElapsedTime(before, now).TotalSeconds * callsPerSecond));
        bucket.Filled = now;
    }

    private void ForgetFull(long now)
    {
        foreach ((string name, Bucket bucket) in buckets)
        {
            lock (bucket)
            {
                Fill(bucket, now);
                if (bucket.Calls >= 2.0 * callsPerSecond)
                    buckets.TryRemove(name, out _);
            }
        }
    }

    private sealed class Bucket(double calls)
    {
        public double Calls { get; set; } = calls;

        public long? Filled { get; set; }
    }
}
