using Starling.Algorithms.Options;

namespace Starling.Algorithms.Compression;

/// <summary>All compressors.</summary>
public static class CompressorTable
{
    /// <summary>The compressors by name.</summary>
    public static readonly PartTable<CompressorOptions> All = new(
        new PartEntry("identity", typeof(IdentityOptions), "No compression: vectors travel as they are"));
}
