using Starling.Algorithms.Models;

namespace Starling.Algorithms.Compression;

/// <summary>What a compressor must know of the job that it works in.</summary>
public sealed record CompressorSetting
{
    /// <summary>A worker alone, with vectors of no known shape.</summary>
    public static CompressorSetting Alone { get; } = new();

    /// <summary>m, the worker that encodes, from 0.</summary>
    public int Worker { get; init; }

    /// <summary>n, the workers of a round.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The tensors that the vectors consist of, for compressors of matrices.</summary>
    public ParameterLayout? Layout { get; init; }
}
