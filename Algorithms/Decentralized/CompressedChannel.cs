using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized;

/// <summary>Messages go through a compressor: what its codec writes is what is counted, and what it reads is what everybody goes on from.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class CompressedChannel<T> : IMessageChannel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ICompressor[] compressors;
    private readonly CompressorInfo info;
    private readonly int exchanges;
    private readonly ulong seed;
    private readonly T[][] states;
    private readonly int longest;

    /// <summary>A channel of every node.</summary>
    /// <param name="up">The compressors, applied left to right.</param>
    /// <param name="nodes">n.</param>
    /// <param name="exchanges">The exchanges of a step, each with a state of its own.</param>
    /// <param name="dimension">The length of a message.</param>
    /// <param name="layout">The tensors of a model, which are compressed each by itself as far as <see cref="TensorByTensor"/> has it; null for problems.</param>
    /// <param name="seed">The job's seed.</param>
    public CompressedChannel(ImmutableArray<CompressorOptions> up, int nodes, int exchanges, int dimension, ParameterLayout? layout, ulong seed)
    {
        this.exchanges = exchanges;
        this.seed = seed;
        compressors = [.. Enumerable.Range(0, nodes).Select(node => TensorByTensor.Create(up, new CompressorSetting { Worker = node, Workers = nodes, Layout = layout }))];
        info = compressors[0].Describe<T>(dimension);
        states = [.. Enumerable.Range(0, nodes * exchanges).Select(_ => new T[compressors[0].StateLength(dimension)])];
        longest = compressors.Max(compressor => compressor.MaxBytes<T>(dimension));
    }

    /// <inheritdoc/>
    public long Send(int node, int exchange, long step, Span<T> message)
    {
        RandomStream stream = CompressionStream.Open(info, seed, node, (int)(((step * exchanges) + exchange) % int.MaxValue));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(longest);
        int length = compressors[node].Encode<T>(message, states[(node * exchanges) + exchange], ref stream, buffer);
        compressors[node].Decode(buffer.AsSpan(0, length), message);
        ArrayPool<byte>.Shared.Return(buffer);
        return length;
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        foreach (T[] state in states)
            writer.Write(MemoryMarshal.AsBytes<T>(state));
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        foreach (T[] state in states)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(state.AsSpan()));
    }
}
