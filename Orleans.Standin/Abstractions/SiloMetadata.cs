using System.Collections.Immutable;

namespace Orleans.Runtime.MembershipService.SiloMetadata;

/// <summary>The labels of a silo.</summary>
[GenerateSerializer, Alias("Orleans.Runtime.MembershipService.SiloMetadata.SiloMetadata")]
public record SiloMetadata
{
    /// <summary>No labels.</summary>
    public static SiloMetadata Empty { get; } = new();

    /// <summary>Names and values.</summary>
    [Id(0)]
    public ImmutableDictionary<string, string> Metadata { get; private set; } = ImmutableDictionary<string, string>.Empty;

    internal void AddMetadata(IEnumerable<KeyValuePair<string, string>> metadata) => Metadata = Metadata.SetItems(metadata);
}

/// <summary>Knows the labels of the silos.</summary>
public interface ISiloMetadataCache
{
    /// <summary>The labels of a silo; none where it is unknown.</summary>
    SiloMetadata GetSiloMetadata(SiloAddress siloAddress);
}
