using System.Collections.Concurrent;
using Starling.Algorithms.Data;

namespace Starling.Grains.Runtime;

/// <summary>
/// Loaded data of a silo, shared by all jobs that ask for the same: keyed by the options, the seed and the number of
/// workers. Data that no job uses any more are let go.
/// </summary>
/// <param name="locator">Where files are looked for.</param>
public sealed class DataCache(DataLocator locator)
{
    private readonly ConcurrentDictionary<(DataOptions, ulong, int), Lazy<WeakReference<DataSource>>> sources = [];

    /// <summary>Where files are looked for.</summary>
    public DataLocator Locator { get; } = locator;

    /// <summary>Loads the data, or finds them loaded. Blocks while it reads: call it on the compute pool.</summary>
    public DataSource Get(DataOptions options, ulong seed, int workerCount)
    {
        // The partition does not change what is loaded, and generated data depend on seed and workers.
        (DataOptions, ulong, int) key = (options with { Partition = new IidPartitionOptions() }, seed, workerCount);
        while (true)
        {
            DataSource? loaded = null;
            Lazy<WeakReference<DataSource>> entry = sources.GetOrAdd(key, _ => new Lazy<WeakReference<DataSource>>(() =>
            {
                loaded = options.Load(new DataContext(Locator, seed, workerCount));
                return new WeakReference<DataSource>(loaded);
            }));
            try
            {
                if (entry.Value.TryGetTarget(out DataSource? source))
                    return source;
            }
            catch
            {
                sources.TryRemove(KeyValuePair.Create(key, entry));
                throw;
            }

            sources.TryRemove(KeyValuePair.Create(key, entry));
        }
    }
}
