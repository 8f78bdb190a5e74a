using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>The random numbers of compressors: which stream a worker draws from, and encoding without a state.</summary>
public static class CompressionStream
{
    private const int Everybody = -1;

    /// <summary>
    /// The stream of a worker in a round. It is its own, since equal draws would not average out; only where
    /// <see cref="CompressorInfo.NeedsCommonStream"/> all workers have the same one.
    /// </summary>
    /// <param name="info">What is known of the compressor.</param>
    /// <param name="seed">The job's seed.</param>
    /// <param name="worker">The worker, from 0.</param>
    /// <param name="round">The round.</param>
    public static RandomStream Open(CompressorInfo info, ulong seed, int worker, int round) =>
        new(seed, RandomPurpose.Compression, info.NeedsCommonStream ? Everybody : worker, round);

    /// <summary>Writes the message of a vector with a compressor that has no state.</summary>
    /// <param name="compressor">The compressor.</param>
    /// <param name="x">D finite numbers.</param>
    /// <param name="stream">The participant's stream of the round.</param>
    /// <param name="destination">At least <see cref="ICompressor.MaxBytes"/> bytes.</param>
    /// <returns>The length of the message in bytes.</returns>
    /// <exception cref="ArgumentException">The compressor has a state, or the destination is too short.</exception>
    public static int Encode<T>(this ICompressor compressor, ReadOnlySpan<T> x, ref RandomStream stream, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        compressor.Encode(x, [], ref stream, destination);
}
