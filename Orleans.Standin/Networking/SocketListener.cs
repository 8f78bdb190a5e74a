using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Orleans.Runtime.Networking;

/// <summary>Listens for TCP connections.</summary>
internal sealed class SocketListenerFactory : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new SocketListener(endpoint));
}

/// <summary>Accepts TCP connections at one endpoint.</summary>
internal sealed class SocketListener : IConnectionListener, IDisposable
{
    private const int Backlog = 512;
    private readonly Socket _socket;

    public SocketListener(EndPoint endpoint)
    {
        _socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(endpoint);
            _socket.Listen(Backlog);
        }
        catch (SocketException exception)
        {
            _socket.Dispose();
            if (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
                throw new AddressInUseException($"Failed to listen on {endpoint}: the address is already in use.", exception);
            throw;
        }

        EndPoint = _socket.LocalEndPoint!;
    }

    public EndPoint EndPoint { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return new SocketConnection(await _socket.AcceptAsync(cancellationToken));
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                // Descriptors come back when connections close; going round at once would only burn time.
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
            catch (SocketException)
            {
                // The other end gave up before it was accepted.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return default;
    }

    public void Dispose() => _socket.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
