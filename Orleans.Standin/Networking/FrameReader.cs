using System.Buffers;
using System.Buffers.Binary;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Orleans.Runtime.Networking;

/// <summary>
/// Reads frames: the length of the header and of the body as 32-bit integers, then both. What is announced is compared with the
/// limits before anything is allocated, and memory grows with what has arrived, not with what was announced.
/// </summary>
internal sealed class FrameReader(Stream stream, int bufferSize, int maxHeader, int maxBody) : IDisposable
{
    private const int PrefixLength = 2 * sizeof(int);
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
        _start += PrefixLength;
        if (headerLength <= 0 || headerLength > maxHeader)
            throw new InvalidDataException($"A header of {unchecked((uint)headerLength)} bytes is announced, the limit is {maxHeader}.");
        if (bodyLength < 0 || bodyLength > maxBody)
            throw new InvalidDataException($"A body of {unchecked((uint)bodyLength)} bytes is announced, the limit is {maxBody}.");
        var header = new Payload();
        var body = new Payload();
        try
        {
            await ReadAsync(header, headerLength, cancellationToken);
            await ReadAsync(body, bodyLength, cancellationToken);
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
            byte[] segment = payload.Rent(count);
            int buffered = Math.Min(count, _end - _start);
            _buffer.AsSpan(_start, buffered).CopyTo(segment);
            _start += buffered;

            // What is short is read through the buffer, together with the frames behind it; what is long goes where it belongs.
            if (count - buffered >= _buffer.Length)
            {
                await stream.ReadExactlyAsync(segment.AsMemory(buffered, count - buffered), cancellationToken);
            }
            else if (buffered < count)
            {
                if (!await FillAsync(count - buffered, cancellationToken)) throw new EndOfStreamException();
                _buffer.AsSpan(_start, count - buffered).CopyTo(segment.AsSpan(buffered));
                _start += count - buffered;
            }

            payload.Add(segment.AsMemory(0, count));
            length -= count;
        }
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
