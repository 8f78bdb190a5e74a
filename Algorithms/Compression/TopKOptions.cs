namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="TopK"/>.</summary>
public sealed record TopKOptions : SparsifierOptions
{
    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new TopK(Kept);
}
