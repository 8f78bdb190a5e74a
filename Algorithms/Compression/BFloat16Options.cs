namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="BFloat16"/>: it has none.</summary>
public sealed record BFloat16Options : CompressorOptions
{
    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new BFloat16();
}
