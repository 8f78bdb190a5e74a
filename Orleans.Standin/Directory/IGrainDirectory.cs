namespace Orleans.Runtime.Directory;

/// <summary>Where one activation of a grain is.</summary>
internal sealed record GrainAddress(GrainId GrainId, SiloAddress Silo, Guid Activation);

/// <summary>Knows where every grain of a cluster is active, so that each is at most once.</summary>
internal interface IGrainDirectory
{
    /// <summary>Registers an activation and returns the one that is registered: it, or one that was there before.</summary>
    ValueTask<GrainAddress> RegisterAsync(GrainAddress address);

    /// <summary>Where a grain is active; null where it is not.</summary>
    ValueTask<GrainAddress?> LookupAsync(GrainId grainId);

    /// <summary>Removes an activation; another one of the same grain stays.</summary>
    ValueTask UnregisterAsync(GrainAddress address);
}

/// <summary>A directory in the memory of the one process that all silos are in.</summary>
internal sealed class InProcessDirectory : IGrainDirectory
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<GrainId, GrainAddress> _addresses = new();

    public ValueTask<GrainAddress> RegisterAsync(GrainAddress address) => new(_addresses.GetOrAdd(address.GrainId, address));

    public ValueTask<GrainAddress?> LookupAsync(GrainId grainId) => new(_addresses.GetValueOrDefault(grainId));

    public ValueTask UnregisterAsync(GrainAddress address)
    {
        _addresses.TryRemove(new KeyValuePair<GrainId, GrainAddress>(address.GrainId, address));
        return default;
    }

    /// <summary>Forgets what was on a silo that is gone.</summary>
    public void RemoveSilo(SiloAddress silo)
    {
        foreach (GrainAddress address in _addresses.Values.Where(address => address.Silo.Equals(silo))) UnregisterAsync(address).AsTask().Wait();
    }
}
