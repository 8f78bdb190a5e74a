using System.Buffers;
using System.Buffers.Binary;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Orleans.Runtime.Networking;

/// <summary>
/// Reads frames: the lengths of header and body and the number of blocks as 32-bit integers, the blocks' offsets in the body and
/// lengths, then header and body. What is announced is compared with the limits before anything is allocated, and memory grows
/// with what has arrived, a block at a time, not with what was announced. A block is a long value of its own: it is read from the
/// network into the array that the callee gets.
/// </summary>
internal sealed class FrameReader(Stream stream, int bufferSize, int maxHeader, int maxBody) : IDisposable
{
    public const int PrefixLength = 3 * sizeof(int);
    public const int BlockLength = 2 * sizeof(int);
    private const int SegmentLength = 1024 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
    private int _start;
    private int _end;

    /// <summary>The next frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The lengths are past the limits.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within a frame.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(PrefixLength, cancellationToken)) return null;
        int headerLength = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
        int bodyLength = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start + sizeof(int)));
        int blockCount = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start + (2 * sizeof(int))));
        _start += PrefixLength;
        if (headerLength <= 0 || headerLength > maxHeader)
            throw new InvalidDataException($"A header of {unchecked((uint)headerLength)} bytes is announced, the limit is {maxHeader}.");
        if (bodyLength < 0 || bodyLength > maxBody)
            throw new InvalidDataException($"A body of {unchecked((uint)bodyLength)} bytes is announced, the limit is {maxBody}.");
        if (blockCount < 0 || blockCount > bodyLength / Payload.BlockFrom)
            throw new InvalidDataException($"{unchecked((uint)blockCount)} blocks are announced in a body of {bodyLength} bytes.");
        (int Offset, int Length)[] blocks = await ReadBlocksAsync(blockCount, bodyLength, cancellationToken);
        var header = new Payload();
        var body = new Payload();
        try
        {
            await ReadAsync(header, headerLength, cancellationToken);
            foreach ((int offset, int length) in blocks)
            {
                await ReadAsync(body, offset - body.Length, cancellationToken);
                byte[] array = GC.AllocateUninitializedArray<byte>(length);
                await ReadAsync(array, cancellationToken);
                body.AddArray(array);
            }

            await ReadAsync(body, bodyLength - body.Length, cancellationToken);
            return new Frame(header, body);
        }
        catch
        {
            header.Dispose();
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    private async ValueTask ReadAsync(Payload payload, int length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            int count = Math.Min(length, SegmentLength);
            Memory<byte> segment = payload.Rent(count).AsMemory(0, count);
            await ReadAsync(segment, cancellationToken);
            payload.Add(segment);
            length -= count;
        }
    }

    // What is short is read through the buffer, together with the frames behind it; what is long goes where it belongs.
    private async ValueTask ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        int buffered = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(destination.Span);
        _start += buffered;
        Memory<byte> rest = destination[buffered..];
        if (rest.Length >= _buffer.Length)
        {
            await stream.ReadExactlyAsync(rest, cancellationToken);
        }
        else if (!rest.IsEmpty)
        {
            if (!await FillAsync(rest.Length, cancellationToken)) throw new EndOfStreamException();
            _buffer.AsSpan(_start, rest.Length).CopyTo(rest.Span);
            _start += rest.Length;
        }
    }

    private async ValueTask<(int Offset, int Length)[]> ReadBlocksAsync(int count, int bodyLength, CancellationToken cancellationToken)
    {
        if (count == 0) return [];
        var blocks = new (int Offset, int Length)[count];
        int end = 0;
        for (int index = 0; index < count; index++)
        {
            if (!await FillAsync(BlockLength, cancellationToken)) throw new EndOfStreamException();
            int offset = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
            int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start + sizeof(int)));
            _start += BlockLength;
            if (offset < end || length is < Payload.BlockFrom or > Payload.BlockUpTo || length > bodyLength - offset)
                throw new InvalidDataException($"A block of {length} bytes at {offset} is announced in a body of {bodyLength} bytes.");
            blocks[index] = (offset, length);
            end = offset + length;
        }

        return blocks;
    }

    // Gets at least so many bytes into the buffer; false where the stream ended before the first.
    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start >= count) return true;
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_buffer.Length - _start < count)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        while (_end - _start < count)
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0) return _end == _start ? false : throw new EndOfStreamException();
            _end += read;
        }

        return true;
    }
}
