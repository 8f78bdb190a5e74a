using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Starling.Silo.Connections.Transport;

/// <summary>Connects, listens and accepts for <see cref="StreamConnection"/>s.</summary>
internal sealed class StreamTransport : IConnectionFactory, IConnectionListenerFactory
{
    private const int Backlog = 512;

    // A peer whose machine is gone is found out in 90 + 10 * 30 s even where nobody sends: as in Orleans.
    private const int KeepAliveSeconds = 90;
    private const int KeepAliveIntervalSeconds = 30;
    private const int KeepAliveRetries = 10;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket = NewSocket(endpoint);
        try
        {
            Prepare(socket);
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new StreamConnection(socket);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket = NewSocket(endpoint);
        try
        {
            // Not ReuseAddress: on Linux .NET makes a port of it that two processes may share.
            if (endpoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return ValueTask.FromResult<IConnectionListener>(new Listener(socket));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(exception.Message, exception);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket NewSocket(EndPoint endpoint) => new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    private static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveRetries);
    }

    private sealed class Listener(Socket socket) : IConnectionListener
    {
        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    Socket accepted = await socket.AcceptAsync(cancellationToken);
                    try
                    {
                        Prepare(accepted);
                        return new StreamConnection(accepted);
                    }
                    catch (SocketException)
                    {
                        // It was gone before it was taken.
                        accepted.Dispose();
                    }
                }
                catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    // Closed: there will be no more.
                    return null;
                }
                catch (SocketException)
                {
                    // It was reset while it waited.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return default;
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return default;
        }
    }
}
