namespace Orleans.Runtime.Directory;

/// <summary>Where one activation of a grain is.</summary>
[GenerateSerializer, Immutable]
internal sealed record GrainAddress(GrainId GrainId, SiloAddress Silo, Guid Activation);

/// <summary>Knows where every grain of a cluster is active, so that each is at most once.</summary>
internal interface IGrainDirectory
{
    /// <summary>Registers an activation and returns the one that is registered: it, or one that was there before.</summary>
    ValueTask<GrainAddress> RegisterAsync(GrainAddress address, CancellationToken cancellationToken);

    /// <summary>Where a grain is active; null where it is not.</summary>
    ValueTask<GrainAddress?> LookupAsync(GrainId grainId, CancellationToken cancellationToken);

    /// <summary>Removes an activation; another one of the same grain stays.</summary>
    ValueTask UnregisterAsync(GrainAddress address);
}
