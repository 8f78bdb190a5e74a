namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="Natural"/>: it has none.</summary>
public sealed record NaturalOptions : CompressorOptions
{
    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new Natural();
}
