namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="PermK"/>; n and m are the job's.</summary>
public sealed record PermKOptions : CompressorOptions
{
    /// <inheritdoc/>
    internal override TensorRole Tensors => TensorRole.Together;

    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new PermK(setting.Worker, setting.Workers);
}
