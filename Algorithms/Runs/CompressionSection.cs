using Starling.Algorithms.Compression;

namespace Starling.Algorithms.Runs;

/// <summary>How vectors are encoded on the wire: <c>compression:</c> of a job.</summary>
public sealed record CompressionSection
{
    /// <summary>From the workers to the server.</summary>
    public CompressorOptions Up { get; init; } = new IdentityOptions();

    /// <summary>From the server to the workers.</summary>
    public CompressorOptions Down { get; init; } = new IdentityOptions();
}
