using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.Runtime.Networking;

/// <summary>
/// A TCP connection as the middleware of a host sees it. It differs from the framework's own in that its stream can be had:
/// the framework's pipes read blocks of 4 KiB, which costs large messages more than half of the throughput.
/// </summary>
internal sealed class SocketConnection : ConnectionContext
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly CancellationTokenSource _closed = new();
    private int _isClosed;

    public SocketConnection(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        _stream = new NetworkStream(socket, ownsSocket: false);
        Transport = new StreamTransport(_stream);
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
    }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<SocketConnection> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new SocketConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Tells the other end that nothing follows.</summary>
    public void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other end was faster.
        }
    }

    /// <summary>Ends the connection at once; whatever waits on it fails.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => Close(graceful: false);

    public override ValueTask DisposeAsync()
    {
        Close(graceful: true);
        return base.DisposeAsync();
    }

    private void Close(bool graceful)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        try
        {
            if (graceful) _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The other end was faster.
        }

        _stream.Dispose();
        _socket.Dispose();
        _ = _closed.CancelAsync();
    }
}
