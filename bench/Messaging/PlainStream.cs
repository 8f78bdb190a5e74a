using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Starling.Bench.Messaging;

/// <summary>
/// A TCP connection to a <see cref="PlainServer"/>, without Orleans and without anything asynchronous: what two processes can do
/// over loopback at most, and so the limit of the messages between silos in them.
/// </summary>
internal sealed class PlainStream : IDisposable
{
    /// <summary>Bytes of a vector: 64 MiB, 2^24 numbers in single precision.</summary>
    public const int VectorBytes = 64 << 20;

    /// <summary>Bytes of a small message.</summary>
    public const int MessageBytes = 64;

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] acknowledgement = new byte[MessageBytes];
    private readonly byte[] message;

    /// <summary>Connects.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="purpose"><see cref="PlainServer.Take"/> or <see cref="PlainServer.Echo"/>.</param>
    public PlainStream(int port, byte purpose)
    {
        message = new byte[purpose == PlainServer.Echo ? MessageBytes : VectorBytes];
        socket.Connect(IPAddress.Loopback, port);
        Send([purpose]);
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Sends a vector and returns the seconds until it was acknowledged.</summary>
    public double Push()
    {
        long begun = Stopwatch.GetTimestamp();
        Send(message);
        Receive(1);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>Sends small messages one after the other and returns how long each took there and back, in microseconds.</summary>
    /// <param name="calls">How many.</param>
    public double[] Time(int calls)
    {
        double[] microseconds = new double[calls];
        for (int call = 0; call < calls; call++)
        {
            long begun = Stopwatch.GetTimestamp();
            Send(message);
            Receive(MessageBytes);
            microseconds[call] = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        }

        return microseconds;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }

    private void Receive(int count)
    {
        for (int received = 0, read; received < count; received += read)
        {
            read = socket.Receive(acknowledgement.AsSpan(received, count - received));
            if (read == 0)
                throw new IOException("The plain server closed the connection.");
        }
    }
}
