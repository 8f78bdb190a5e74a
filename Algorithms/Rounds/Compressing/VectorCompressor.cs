using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds.Compressing;

/// <summary>The compressors of one sender, one for every piece of its vectors. Safe for any thread.</summary>
public sealed class VectorCompressor
{
    private readonly (TensorSlice Piece, ICompressor Compressor)[] parts;

    /// <summary>Makes the compressors.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="create">The compressor of a piece.</param>
    public VectorCompressor(CompressionPieces pieces, Func<TensorSlice, ICompressor> create)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        parts = [.. pieces.Pieces.Select(piece => (piece, create(piece)))];
    }

    /// <summary>What is known of all pieces together: the worst of each constant, and the sum of the bits.</summary>
    public CompressorInfo Describe<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CompressorInfo.OfParts([.. parts.Select(part => part.Compressor.Describe<T>(part.Piece.Length))]);

    /// <summary>Whether the state of every compressor has room where its piece lies.</summary>
    public bool StateFits => Array.TrueForAll(parts, part => part.Compressor.StateLength(part.Piece.Length) <= part.Piece.Length);

    /// <summary>Encodes a whole vector, and puts what is left of it in its place.</summary>
    /// <param name="vector">Finite numbers; overwritten with what a receiver reads.</param>
    /// <param name="state">A vector as long, where compressors keep their state; empty where they have none.</param>
    /// <param name="stream">The random numbers; the pieces draw one behind the other.</param>
    /// <returns>The messages of the pieces, in order.</returns>
    public ReadOnlyMemory<byte>[] Encode<T>(Span<T> vector, Span<T> state, ref RandomStream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var messages = new ReadOnlyMemory<byte>[parts.Length];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Longest<T>());
        for (int p = 0; p < parts.Length; p++)
            messages[p] = Encode(p, vector, 0, state, ref stream, buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        return messages;
    }

    /// <summary>Encodes a slice that begins and ends where pieces do, without a state, and puts what is left of it in its place.</summary>
    /// <param name="slice">Finite numbers; overwritten with what a receiver reads.</param>
    /// <param name="start">The first coordinate of the slice.</param>
    /// <param name="streamOf">The random numbers of a piece.</param>
    /// <returns>The messages of the pieces of the slice, in order.</returns>
    public ReadOnlyMemory<byte>[] EncodeEach<T>(Span<T> slice, int start, Func<TensorSlice, RandomStream> streamOf)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var messages = new List<ReadOnlyMemory<byte>>();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Longest<T>());
        for (int p = 0; p < parts.Length; p++)
        {
            TensorSlice piece = parts[p].Piece;
            if (piece.Offset < start || piece.Offset >= start + slice.Length)
                continue;

            RandomStream stream = streamOf(piece);
            messages.Add(Encode(p, slice, start, [], ref stream, buffer));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return [.. messages];
    }

    /// <summary>Reads the message of a piece.</summary>
    /// <param name="message">The message.</param>
    /// <param name="piece">The number of the piece.</param>
    /// <param name="destination">As long as the piece, overwritten.</param>
    /// <exception cref="Errors.StarlingException">STAR0504: the message is malformed.</exception>
    public void Decode<T>(ReadOnlySpan<byte> message, int piece, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        parts[piece].Compressor.Decode(message, destination);

    private byte[] Encode<T>(int part, Span<T> slice, int start, Span<T> state, ref RandomStream stream, Span<byte> buffer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (TensorSlice piece, ICompressor compressor) = parts[part];
        Span<T> x = slice.Slice(piece.Offset - start, piece.Length);
        Span<T> memory = state.IsEmpty ? [] : state.Slice(piece.Offset - start, compressor.StateLength(piece.Length));
        byte[] message = buffer[..compressor.Encode<T>(x, memory, ref stream, buffer)].ToArray();
        compressor.Decode(message, x);
        return message;
    }

    private int Longest<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        parts.Max(part => part.Compressor.MaxBytes<T>(part.Piece.Length));
}
