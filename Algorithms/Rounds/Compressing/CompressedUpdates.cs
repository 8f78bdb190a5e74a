using System.Collections.Concurrent;
using System.Numerics;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Wrapping;

namespace Starling.Algorithms.Rounds.Compressing;

/// <summary>Workers' updates are compressed on their way to the server: u_i becomes C_i(u_i), for the server and for the worker's own memory of it.</summary>
/// <remarks>
/// Streams: (seed, <see cref="RandomPurpose.Compression"/>, worker, round times the update vectors), or everybody's where the compressors ask for it; the pieces of a
/// vector draw one behind the other. State: a vector at every worker for each update vector, where compressors have a state.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CompressedUpdates<T> : RoundAlgorithmWrapper<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<int, VectorCompressor> compressorOf;
    private readonly ConcurrentDictionary<int, VectorCompressor> compressors = [];
    private readonly CompressorInfo info;

    /// <summary>Wraps an algorithm.</summary>
    /// <param name="inner">The algorithm.</param>
    /// <param name="compressorOf">Makes the compressors of a worker.</param>
    public CompressedUpdates(IRoundAlgorithm<T> inner, Func<int, VectorCompressor> compressorOf)
        : base(inner)
    {
        this.compressorOf = compressorOf;
        info = Of(0).Describe<T>();
        Vectors = info.IsStateful ? inner.Vectors with { Worker = [.. inner.Vectors.Worker, .. inner.Vectors.Update.Select(NameOf)] } : inner.Vectors;
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; }

    /// <summary>The compressors of a worker.</summary>
    /// <param name="worker">Its number.</param>
    public VectorCompressor Of(int worker) => compressors.GetOrAdd(worker, compressorOf);

    /// <inheritdoc/>
    public override void AfterSending(WorkerRound<T> round)
    {
        if (Inner.IsCompressible(round.Round))
        {
            VectorCompressor compressor = Of(round.Worker);
            IReadOnlyList<string> updates = Inner.Vectors.Update;
            for (int v = 0; v < updates.Count; v++)
            {
                Span<T> state = info.IsStateful ? round.State(NameOf(updates[v])) : [];
                RandomStream stream = CompressionStream.Open(info, round.Seed, round.Worker, checked((round.Round * updates.Count) + v));
                round.Encoded[v] = compressor.Encode(round.Update(updates[v]), state, ref stream);
            }
        }

        Inner.AfterSending(round);
    }

    private static string NameOf(string update) => $"compressor.{update}";
}
