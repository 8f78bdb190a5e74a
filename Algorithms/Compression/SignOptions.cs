namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="Sign"/>: it has none.</summary>
public sealed record SignOptions : CompressorOptions
{
    /// <inheritdoc/>
    internal override TensorRole Tensors => TensorRole.Apart;

    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new Sign();
}
