using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Networking;

/// <summary>What a connection allows.</summary>
/// <param name="MaxHeader">The largest header in bytes.</param>
/// <param name="MaxBody">The largest body in bytes.</param>
/// <param name="MaxQueued">How many bytes may wait to be sent.</param>
/// <param name="ReadBuffer">The bytes that small messages are read through.</param>
internal sealed record ConnectionLimits(int MaxHeader, int MaxBody, long MaxQueued, int ReadBuffer);

/// <summary>
/// Messages over one connection. Frames wait in a queue that is bounded in bytes, and one task writes them, so that senders
/// never wait for the network. A connection takes frames before it is open; where it does not open they are lost, as they are
/// when it breaks: the receiver learns that it closed and fails the calls.
/// </summary>
internal sealed partial class MessageConnection(IFrameReceiver receiver, ConnectionLimits limits, ILogger logger, string name) : IConnection
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly Channel<Frame> _outbox = Channel.CreateUnbounded<Frame>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource<bool> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionContext? _context;
    private long _queued;
    private long _writingSince;
    private int _isFinished;
    private volatile bool _isClosed;

    public SiloAddress? RemoteSilo { get; private set; }

    public Guid RemoteClient { get; private set; }

    /// <summary>The silo that this host dialled; null where the other end did, and for gateways.</summary>
    public SiloAddress? Target { get; init; }

    /// <summary>Whether it was closed here, by somebody who has told the callers.</summary>
    public bool IsDismissed { get; set; }

    /// <summary>Why the connection did not open; null where it did, or still may.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether both ends have introduced themselves.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>When the last frame came, by the system's clock; 0 for never.</summary>
    public long LastReceived { get; private set; }

    /// <summary>Whether the connection opened; completes when that is known.</summary>
    public Task<bool> Opened => _opened.Task;

    /// <summary>Whether nothing can be sent any more.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Completes when the connection is closed and its receiver knows.</summary>
    public Task Finished => _finished.Task;

    /// <summary>How long the current write has been waiting for the other end; zero where none does.</summary>
    public TimeSpan StalledFor => Volatile.Read(ref _writingSince) is var since and not 0
        ? TimeProvider.System.GetElapsedTime(since)
        : TimeSpan.Zero;

    public SendOutcome TrySend(Frame frame)
    {
        if (_isClosed)
        {
            frame.Dispose();
            return SendOutcome.Closed;
        }

        int length = frame.Length;
        long queued = Interlocked.Add(ref _queued, length);
        long limit = frame.IsAnswer ? 2 * limits.MaxQueued : limits.MaxQueued;
        if (queued > limit && queued > length)
        {
            Interlocked.Add(ref _queued, -length);
            bool isAnswer = frame.IsAnswer;
            frame.Dispose();
            if (!isAnswer) return SendOutcome.Full;

            // An answer that is dropped would leave its caller waiting; a caller that does not read its answers is gone.
            LogDoesNotRead(logger, name, queued);
            Abort();
            return SendOutcome.Closed;
        }

        if (_outbox.Writer.TryWrite(frame)) return SendOutcome.Sent;
        Interlocked.Add(ref _queued, -length);
        frame.Dispose();
        return SendOutcome.Closed;
    }

    public void Close()
    {
        _isClosed = true;
        if (!_outbox.Writer.TryComplete()) return;
        if (Volatile.Read(ref _context) is null) return;
        _ = AbortLaterAsync();

        async Task AbortLaterAsync()
        {
            await Task.WhenAny(_finished.Task, Task.Delay(Linger));
            Abort();
        }
    }

    /// <summary>Closes at once; what waits is lost.</summary>
    public void Abort()
    {
        _isClosed = true;
        _outbox.Writer.TryComplete();
        Volatile.Read(ref _context)?.Abort();
    }

    /// <summary>Sends and receives until the connection closes.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a peer sends costs its connection, nothing else.")]
    public async Task RunAsync(ConnectionContext context, Stream stream, Introduction peer)
    {
        RemoteSilo = peer.Silo;
        RemoteClient = peer.Client;
        Volatile.Write(ref _context, context);
        IsOpen = true;
        _opened.TrySetResult(true);
        if (_outbox.Reader.Completion.IsCompleted) context.Abort();
        Task writing = WriteAsync(context, stream);
        try
        {
            using var reader = new FrameReader(stream, limits.ReadBuffer, limits.MaxHeader, limits.MaxBody);
            while (await reader.ReadAsync(CancellationToken.None) is { } frame)
            {
                LastReceived = TimeProvider.System.GetTimestamp();
                receiver.OnFrame(frame, this);
            }
        }
        catch (InvalidDataException exception)
        {
            LogMalformed(logger, name, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            LogBroken(logger, name, exception.Message);
        }
        catch (Exception exception)
        {
            LogMalformed(logger, name, exception.Message);
        }

        Abort();
        await writing;
        Finish();
    }

    /// <summary>Ends the connection for its receiver; called where it did not open, and where it closed.</summary>
    public void Finish()
    {
        if (Interlocked.Exchange(ref _isFinished, 1) != 0) return;
        IsOpen = false;
        _isClosed = true;
        _outbox.Writer.TryComplete();
        while (_outbox.Reader.TryRead(out Frame? frame)) frame.Dispose();
        _opened.TrySetResult(false);
        receiver.OnClosed(this);
        _finished.TrySetResult();
    }

    private async Task WriteAsync(ConnectionContext context, Stream stream)
    {
        var writer = new FrameWriter(stream);
        try
        {
            while (await _outbox.Reader.WaitToReadAsync())
            {
                Volatile.Write(ref _writingSince, TimeProvider.System.GetTimestamp());
                while (_outbox.Reader.TryRead(out Frame? frame))
                {
                    int length = frame.Length;
                    using (frame) await writer.WriteAsync(frame);
                    Interlocked.Add(ref _queued, -length);
                    Volatile.Write(ref _writingSince, TimeProvider.System.GetTimestamp());
                }

                await writer.RestAsync();
                Volatile.Write(ref _writingSince, 0);
            }

            // Behind the last message; the other end answers by closing, and what it still sends is read until then.
            if (context is SocketConnection socket) socket.ShutdownSend();
            else context.Abort();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            LogBroken(logger, name, exception.Message);
            context.Abort();
        }
        finally
        {
            Volatile.Write(ref _writingSince, 0);
            writer.Release();
        }
    }
}
