using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Wrapping;

namespace Starling.Algorithms.Rounds.Compressing;

/// <summary>
/// Broadcast vectors reach the workers by compressed differences: the server keeps w, what the workers know of x, sends C(x+ - w), and both sides have
/// w &lt;- w + a C(x+ - w). Workers compute at w. a is 1 for a contractive C and 1/(1 + omega) for an unbiased one, which makes it contractive.
/// </summary>
/// <remarks>
/// Source: Gruntkowska, Tyurin and Richtarik, "EF21-P and Friends", ICML 2023. State: one vector more at the server for every broadcast one; it starts as that
/// one does. Streams: (seed, <see cref="RandomPurpose.Compression"/>, -2 minus the first coordinate of the piece, round times the broadcast vectors).
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CompressedBroadcast<T> : RoundAlgorithmWrapper<T>, IDownlink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Server = -2;

    private readonly VectorCompressor compressor;
    private readonly ulong seed;
    private readonly T scale;

    /// <summary>Wraps an algorithm.</summary>
    /// <param name="inner">The algorithm.</param>
    /// <param name="compressor">The server's compressors, without a state.</param>
    /// <param name="seed">The job's seed.</param>
    public CompressedBroadcast(IRoundAlgorithm<T> inner, VectorCompressor compressor, ulong seed)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(compressor);
        this.compressor = compressor;
        this.seed = seed;
        CompressorInfo info = compressor.Describe<T>();
        scale = info.IsUnbiased ? T.CreateChecked(1 / (1 + info.Omega)) : T.One;
        VectorSchema schema = inner.Vectors;
        Held = [.. schema.Broadcast.Select(NameOf)];
        Vectors = schema with
        {
            Server = [.. schema.Server, .. Held],
            StartAsModel = [.. schema.StartAsModel, .. schema.Broadcast.Where(name => name == schema.Server[0] || schema.StartAsModel.Contains(name)).Select(NameOf)],
            Known = Held,
        };
    }

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Held { get; }

    /// <inheritdoc/>
    public int Count => Held.Count;

    /// <inheritdoc/>
    public bool IsCompressed(int round) => true;

    /// <inheritdoc/>
    public override void ServerStep(ServerRound<T> round)
    {
        Inner.ServerStep(round);
        var messages = new ReadOnlyMemory<byte>[Held.Count][];
        for (int v = 0; v < messages.Length; v++)
        {
            ReadOnlySpan<T> target = round.Server(Inner.Vectors.Broadcast[v]);
            Span<T> known = round.Server(Held[v]);
            if (!VectorKernels.IsFinite(target))
            {
                // The run has diverged and ends: nothing is encoded any more.
                target.CopyTo(known);
                return;
            }

            T[] rented = ArrayPool<T>.Shared.Rent(known.Length);
            Span<T> difference = rented.AsSpan(0, known.Length);
            VectorKernels.Subtract(target, known, difference);
            int number = checked((round.Round * Held.Count) + v);
            messages[v] = compressor.EncodeEach(difference, round.Start, piece => new RandomStream(seed, RandomPurpose.Compression, Server - piece.Offset, number));
            Advance(known, difference);
            ArrayPool<T>.Shared.Return(rented);
        }

        round.Encoded = messages;
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> message, int piece, Span<T> destination) => compressor.Decode(message, piece, destination);

    /// <inheritdoc/>
    public void Follow(FollowedStep step, IReadOnlyList<VectorBuffer<T>> held, IReadOnlyList<VectorBuffer<T>> received)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(received);
        for (int v = 0; v < held.Count; v++)
            Advance(held[v].Span, received[v].Span);
    }

    private static string NameOf(string broadcast) => $"known.{broadcast}";

    private void Advance(Span<T> known, ReadOnlySpan<T> difference) => VectorKernels.Axpy(scale, difference, known);
}
