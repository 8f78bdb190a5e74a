namespace Starling.Grains.Checkpoints;

/// <summary>A piece of a checkpoint as it is stored: a few MiB of a vector, and its hash.</summary>
[GenerateSerializer, Alias("starling.CheckpointPart")]
public sealed class CheckpointPart
{
    /// <summary>The bytes.</summary>
    [Id(0)]
    public byte[] Data { get; set; } = [];

    /// <summary>SHA-256 of <see cref="Data"/>, in lower-case hexadecimal.</summary>
    [Id(1)]
    public string Sha256 { get; set; } = "";
}
