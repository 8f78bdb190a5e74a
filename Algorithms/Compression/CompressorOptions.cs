using Starling.Algorithms.Options;

namespace Starling.Algorithms.Compression;

/// <summary>One compressor with its parameters: <c>compression.up</c> and <c>compression.down</c> of a job are lists of them, applied left to right.</summary>
public abstract record CompressorOptions : PartOptions
{
    /// <summary>Makes the compressor.</summary>
    /// <param name="setting">What it must know of the job.</param>
    public abstract ICompressor Create(CompressorSetting setting);

    /// <summary>What the tensors of a model are to it; all the same where it treats every coordinate by itself.</summary>
    internal virtual TensorRole Tensors => TensorRole.Alike;
}

/// <summary>What the tensors of a model are to a compressor.</summary>
internal enum TensorRole
{
    /// <summary>Nothing: coordinates do not depend on one another.</summary>
    Alike,

    /// <summary>Vectors to be compressed each by itself, since what is small in one tensor may be large in another.</summary>
    Apart,

    /// <summary>One vector: it is cut otherwise, or a number of its coordinates is given.</summary>
    Together,
}
