using System.Net;
using System.Net.Sockets;

namespace Starling.Bench.Messaging;

/// <summary>
/// The other end of a <see cref="PlainStream"/>: takes vectors and acknowledges each with a byte, or sends small messages back,
/// as the first byte of the connection says. A connection has a thread of its own that blocks.
/// </summary>
internal sealed class PlainServer : IDisposable
{
    /// <summary>First byte: vectors come, each is acknowledged.</summary>
    public const byte Take = 1;

    /// <summary>First byte: small messages come and go back.</summary>
    public const byte Echo = 2;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public PlainServer()
    {
        listener.Start();
        new Thread(Accept) { IsBackground = true, Name = "plain server" }.Start();
    }

    /// <summary>The port of the loopback address that it listens on.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = listener.AcceptSocket();
                new Thread(() => Serve(socket)) { IsBackground = true, Name = "plain connection" }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The process ends.
        }
    }

    private static void Serve(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            byte[] first = new byte[1];
            try
            {
                if (!TryFill(socket, first))
                    return;

                bool isEcho = first[0] == Echo;
                byte[] message = new byte[isEcho ? PlainStream.MessageBytes : PlainStream.VectorBytes];
                while (TryFill(socket, message))
                    socket.Send(isEcho ? message : first);
            }
            catch (SocketException)
            {
                // The other end is gone.
            }
        }
    }

    private static bool TryFill(Socket socket, byte[] buffer)
    {
        for (int filled = 0, read; filled < buffer.Length; filled += read)
        {
            read = socket.Receive(buffer.AsSpan(filled));
            if (read == 0)
                return false;
        }

        return true;
    }
}
