using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Starling.Grains.Trainers;

/// <summary>
/// Messages to a script and from it: four bytes with the length of the header, the header in JSON, the bytes of its arrays. The
/// protocol is in <c>docs/external-trainers.md</c>. For one thread at a time; calls block.
/// </summary>
/// <param name="socket">The connection; closed with this.</param>
internal sealed class ScriptSocket(Socket socket) : IDisposable
{
    private const int LongestHeader = 1 << 20;

    /// <summary>Sends a header; the bytes of its arrays follow with <see cref="Write"/>.</summary>
    public void WriteHeader(JsonObject header)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] message = new byte[sizeof(int) + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, text.Length);
        text.CopyTo(message, sizeof(int));
        Write(message);
    }

    /// <summary>Sends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[socket.Send(bytes)..];
    }

    /// <summary>Receives a header.</summary>
    /// <exception cref="EndOfStreamException">The script closed the connection.</exception>
    /// <exception cref="FormatException">What came is no header.</exception>
    public JsonObject ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        Read(prefix);
        int length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is < 2 or > LongestHeader)
            throw new FormatException($"a message said that its header has {(uint)length} bytes; it has 2 to {LongestHeader}");

        byte[] text = new byte[length];
        Read(text);
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new FormatException("the header of a message is no JSON object");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the header of a message is no JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Receives bytes until the buffer is full.</summary>
    /// <exception cref="EndOfStreamException">The script closed the connection.</exception>
    public void Read(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = socket.Receive(bytes);
            if (count == 0)
                throw new EndOfStreamException("The script closed the connection.");

            bytes = bytes[count..];
        }
    }

    /// <summary>Wakes whoever waits for the script, from another thread.</summary>
    public void Shutdown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
