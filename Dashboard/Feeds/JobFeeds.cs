using Starling.Dashboard.Clusters;

namespace Starling.Dashboard.Feeds;

/// <summary>The jobs that somebody looks at: each is watched once, however many look, and some seconds longer than the last of them.</summary>
/// <param name="cluster">The cluster; asked with the dashboard's own client.</param>
/// <param name="time">The clock.</param>
internal sealed class JobFeeds(ICluster cluster, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>How many jobs are watched.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    /// <summary>Looks at a job.</summary>
    /// <param name="jobId">The job; it need not exist.</param>
    /// <param name="changed">Called when something changed, on any thread, at most ten times a second.</param>
    public JobLease Watch(string jobId, Action changed)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(jobId, out Entry? entry))
            {
                entry = new Entry(new JobFeed(cluster.Own, jobId, time));
                entries.Add(jobId, entry);
                entry.Feed.Start();
            }

            entry.Ending?.Dispose();
            entry.Ending = null;
            return new JobLease(entry.Feed, entry.Feed.Listen(changed, () => Left(jobId, entry)));
        }
    }

    /// <summary>What is known of a job that somebody looks at; null of others.</summary>
    public JobSnapshot? Peek(string jobId)
    {
        lock (gate)
            return entries.GetValueOrDefault(jobId)?.Feed.Current;
    }

    /// <summary>Ends all of them.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (Entry entry in entries.Values)
            {
                entry.Ending?.Dispose();
                entry.Feed.Dispose();
            }

            entries.Clear();
        }
    }

    private void Left(string jobId, Entry entry)
    {
        lock (gate)
        {
            if (entry.Feed.ListenerCount == 0 && entry.Ending is null)
                entry.Ending = time.CreateTimer(_ => End(jobId, entry), null, Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(string jobId, Entry entry)
    {
        lock (gate)
        {
            if (entry.Feed.ListenerCount > 0 || entry.Ending is null || !entries.Remove(jobId))
                return;

            entry.Ending.Dispose();
            entry.Feed.Dispose();
        }
    }

    private sealed class Entry(JobFeed feed)
    {
        public JobFeed Feed { get; } = feed;

        public ITimer? Ending { get; set; }
    }
}

/// <summary>Somebody's look at a job, until it is disposed.</summary>
/// <param name="feed">The job.</param>
/// <param name="listening">The place among its listeners.</param>
internal sealed class JobLease(JobFeed feed, IDisposable listening) : IDisposable
{
    /// <summary>What is known now.</summary>
    public JobSnapshot Current => feed.Current;

    /// <summary>Looks away.</summary>
    public void Dispose() => listening.Dispose();
}
