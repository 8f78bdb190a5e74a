namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="RandK"/>.</summary>
public sealed record RandKOptions : SparsifierOptions
{
    /// <summary>Whether the values are sent as they are, which is contractive, instead of D/k times as large, which is unbiased.</summary>
    public bool Unscaled { get; init; }

    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new RandK(Kept, !Unscaled);
}
