using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Starling.Silo.Connections.Transport;

/// <summary>
/// The bytes of a connected socket. What this side closed ends like a stream; what the other side broke off is a
/// <see cref="ConnectionResetException"/>.
/// </summary>
/// <param name="socket">The socket; whoever made the stream disposes it.</param>
/// <param name="isClosed">Whether this side has closed it.</param>
internal sealed class SocketStream(Socket socket, Func<bool> isClosed) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException && isClosed())
        {
            return 0;
        }
        catch (SocketException exception)
        {
            throw new ConnectionResetException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (buffer.Length > 0)
                buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException && isClosed())
        {
            // Nobody waits for it any more.
        }
        catch (SocketException exception)
        {
            throw new ConnectionResetException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Not used: a pipe reads asynchronously.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Drops the bytes: a pipe writes so only what is left when the connection is over, and must not wait for it.</summary>
    public override void Write(byte[] buffer, int offset, int count)
    {
    }

    /// <inheritdoc cref="Write(byte[], int, int)"/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
