using System.Buffers;
using System.Buffers.Binary;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Orleans.Runtime.Networking;

/// <summary>
/// Writes frames: short parts are gathered, so that many small messages are one write; long ones go from the message to the
/// stream as they are.
/// </summary>
internal sealed class FrameWriter(Stream stream)
{
    private const int BufferLength = 64 * 1024;
    private const int GatheredUpTo = 8 * 1024;
    private byte[]? _buffer;
    private int _length;

    public async ValueTask WriteAsync(Frame frame)
    {
        await WriteNumbersAsync(frame.Header.Length, frame.Body.Length);
        await WriteNumberAsync(frame.Body.Blocks.Count);
        for (int index = 0; index < frame.Body.Blocks.Count; index++) await WriteNumbersAsync(frame.Body.Blocks[index].Offset, frame.Body.Blocks[index].Length);
        await WriteAsync(frame.Header);
        await WriteAsync(frame.Body);
    }

    private async ValueTask WriteNumbersAsync(int first, int second)
    {
        await WriteNumberAsync(first);
        await WriteNumberAsync(second);
    }

    private async ValueTask WriteNumberAsync(int number)
    {
        if (BufferLength - _length < sizeof(int)) await FlushAsync();
        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferLength);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_length), number);
        _length += sizeof(int);
    }

    /// <summary>Writes out what was gathered.</summary>
    public async ValueTask FlushAsync()
    {
        if (_length == 0) return;
        int length = _length;
        _length = 0;
        await stream.WriteAsync(_buffer.AsMemory(0, length));
    }

    /// <summary>Writes out what was gathered, and gives the buffer back: nothing follows for now.</summary>
    public async ValueTask RestAsync()
    {
        await FlushAsync();
        if (stream is not System.Net.Sockets.NetworkStream) await stream.FlushAsync();
        Release();
    }

    public void Release()
    {
        if (_buffer is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
        _length = 0;
    }

    private async ValueTask WriteAsync(Payload payload)
    {
        for (int index = 0; index < payload.Segments.Count; index++)
        {
            ReadOnlyMemory<byte> segment = payload.Segments[index];
            if (segment.Length > GatheredUpTo)
            {
                await FlushAsync();
                await stream.WriteAsync(segment);
                continue;
            }

            if (segment.Length > BufferLength - _length) await FlushAsync();
            segment.Span.CopyTo(_buffer.AsSpan(_length));
            _length += segment.Length;
        }
    }
}
