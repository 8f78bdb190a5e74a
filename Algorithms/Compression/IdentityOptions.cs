namespace Starling.Algorithms.Compression;

/// <summary>Vectors travel as they are: 4 or 8 bytes a number.</summary>
public sealed record IdentityOptions : CompressorOptions
{
    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new Identity();
}
