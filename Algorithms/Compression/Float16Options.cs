namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="Float16"/>: it has none.</summary>
public sealed record Float16Options : CompressorOptions
{
    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new Float16();
}
