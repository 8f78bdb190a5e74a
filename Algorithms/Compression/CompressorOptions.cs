using Starling.Algorithms.Options;

namespace Starling.Algorithms.Compression;

/// <summary>One compressor with its parameters: <c>compression.up</c> and <c>compression.down</c> of a job are lists of them, applied left to right.</summary>
public abstract record CompressorOptions : PartOptions
{
    /// <summary>Makes the compressor.</summary>
    /// <param name="setting">What it must know of the job.</param>
    public abstract ICompressor Create(CompressorSetting setting);
}
