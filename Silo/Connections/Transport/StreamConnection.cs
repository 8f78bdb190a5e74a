using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Starling.Silo.Connections.Transport;

/// <summary>
/// One connection, read and written in long pieces by whoever asks for bytes, without a pump between socket and pipe. While nothing
/// arrives it holds no buffer.
/// </summary>
internal sealed class StreamConnection : ConnectionContext
{
    /// <summary>Bytes asked of the socket at once.</summary>
    private const int ReadBytes = 1024 * 1024;

    /// <summary>A buffer with fewer free bytes is not filled up: the next one is begun.</summary>
    private const int LeastReadBytes = 128 * 1024;

    /// <summary>Bytes of a buffer that messages are written to.</summary>
    private const int WriteBytes = 1024 * 1024;

    private static long _count;

    private readonly Socket socket;
    private readonly CancellationTokenSource closed = new();
    private readonly DuplexPipe pipe;
    private int isClosed;

    /// <summary>Takes a connected socket over.</summary>
    public StreamConnection(Socket socket)
    {
        this.socket = socket;
        var stream = new SocketStream(socket, () => Volatile.Read(ref isClosed) != 0);
        pipe = new DuplexPipe(
            PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBytes, minimumReadSize: LeastReadBytes, useZeroByteReads: true)),
            PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: WriteBytes)));
        Transport = pipe;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = closed.Token;
        ConnectionId = Interlocked.Increment(ref _count).ToString("x", CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get; set; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint { get; set; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get; set; }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => Close();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Close();
        await pipe.Input.CompleteAsync();
        await pipe.Output.CompleteAsync(new ConnectionAbortedException());
        await base.DisposeAsync();
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref isClosed, 1) != 0)
            return;

        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The other side was first.
        }

        socket.Dispose();
        _ = closed.CancelAsync();
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
