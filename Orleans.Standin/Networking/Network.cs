using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Networking;

/// <summary>
/// The connections of a host: it dials, listens, greets and watches. A connection goes through the middleware that was
/// configured, TLS among it, then the greeting, then messages. One that takes too long to get there is closed, and so is one
/// whose other end takes nothing for <see cref="StallLimit"/>.
/// </summary>
internal sealed partial class Network : IAsyncDisposable, IDisposable
{
    /// <summary>How long a write may wait for the other end.</summary>
    public static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<MessageConnection, bool> _open = new();
    private readonly ConcurrentDictionary<ConnectionContext, bool> _greeting = new();
    private readonly List<IConnectionListener> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConnectionOptions _options;
    private readonly ILogger _logger;
    private readonly Timer _watch;

    public Network(ConnectionOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _watch = new Timer(static network => ((Network)network!).CloseStalled(), this, WatchPeriod, WatchPeriod);
    }

    public IEnumerable<MessageConnection> Connections => _open.Keys;

    /// <summary>Makes the middleware of connections, with the messages at its end.</summary>
    public static ConnectionDelegate Pipeline(IServiceProvider services, Action<IConnectionBuilder> configure)
    {
        var builder = new ConnectionBuilder(services);
        configure(builder);
        builder.Run(static context => context.Features.Get<Terminal>()!.RunAsync(context));
        return builder.Build();
    }

    /// <summary>Connects in the background. The connection takes frames at once; its receiver learns where it does not open.</summary>
    public MessageConnection Dial(IPEndPoint endpoint, Introduction self, ConnectionDelegate pipeline, IFrameReceiver receiver, ConnectionLimits limits)
    {
        var connection = new MessageConnection(receiver, limits, _logger, $"to {endpoint}") { Target = self.Target };
        _open[connection] = true;
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => OpenAsync(connection, endpoint, self, pipeline));
        return connection;
    }

    /// <summary>Listens at an endpoint; nothing is accepted before <see cref="Accept"/>.</summary>
    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    public async Task<IConnectionListener> BindAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        IConnectionListener listener = await new SocketListenerFactory().BindAsync(endpoint, cancellationToken);
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>Accepts connections; <paramref name="check"/> throws for those that are not wanted.</summary>
    public void Accept(
        IConnectionListener listener, Func<Introduction> self, ConnectionDelegate pipeline, Action<Introduction> check, IFrameReceiver receiver, ConnectionLimits limits)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _accepting.Add(Task.Run(async () =>
            {
                while (await AcceptAsync(listener) is { } context) _ = ServeAsync(context, self, pipeline, check, receiver, limits);
            }));
        }
    }

    /// <summary>Closes everything at once, as a process that is killed does.</summary>
    public void Abort()
    {
        _stopping.Cancel();
        foreach (ConnectionContext context in _greeting.Keys) context.Abort();
        foreach (MessageConnection connection in _open.Keys) connection.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (IConnectionListener listener in _listeners) await listener.DisposeAsync();
        await Task.WhenAll(_accepting);
        foreach (ConnectionContext context in _greeting.Keys) context.Abort();
        MessageConnection[] open = [.. _open.Keys];
        foreach (MessageConnection connection in open) connection.Close();
        await Task.WhenAny(Task.WhenAll(open.Select(connection => connection.Finished)), Task.Delay(TimeSpan.FromSeconds(3)));
        Dispose();
    }

    /// <summary>Closes everything at once, and what listens.</summary>
    [SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "The token is taken by connections that end on their own.")]
    public void Dispose()
    {
        Abort();
        foreach (IConnectionListener listener in _listeners) ((SocketListener)listener).Dispose();
        _watch.Dispose();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Middleware may throw anything; the receiver learns of it.")]
    private async Task OpenAsync(MessageConnection connection, IPEndPoint endpoint, Introduction self, ConnectionDelegate pipeline)
    {
        SocketConnection? socket = null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        timeout.CancelAfter(_options.OpenConnectionTimeout);
        try
        {
            socket = await SocketConnection.ConnectAsync(endpoint, timeout.Token);
            await GreetAndRunAsync(socket, pipeline, timeout, async (stream, cancellation) =>
            {
                Introduction peer = await Preamble.GreetAsync(stream, self, cancellation);
                if (self.Target is { Generation: > 0 } target && !target.Equals(peer.Silo))
                    throw new PreambleException($"{peer.Silo} answers instead of {target}.", RefusalReason.OtherGeneration);
                return (connection, peer);
            });
            if (!connection.IsOpen && connection.Failure is null && !connection.Finished.IsCompleted)
                connection.Failure = new IOException($"The connection to {endpoint} was closed before it had opened.");
        }
        catch (Exception exception) when (timeout.IsCancellationRequested && exception is OperationCanceledException or ObjectDisposedException or IOException)
        {
            connection.Failure = exception is PreambleException ? exception : new TimeoutException($"{endpoint} did not answer within {_options.OpenConnectionTimeout}.");
        }
        catch (Exception exception)
        {
            connection.Failure = exception;
        }

        if (connection.Failure is { } failure && !_stopping.IsCancellationRequested) LogNotOpened(_logger, endpoint, failure.Message);
        _open.TryRemove(connection, out _);
        if (socket is not null) await socket.DisposeAsync();
        connection.Finish();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever comes in costs its connection, nothing else.")]
    private async Task ServeAsync(
        ConnectionContext context, Func<Introduction> self, ConnectionDelegate pipeline, Action<Introduction> check, IFrameReceiver receiver, ConnectionLimits limits)
    {
        EndPoint? remote = context.RemoteEndPoint;
        MessageConnection? connection = null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        timeout.CancelAfter(_options.OpenConnectionTimeout);
        try
        {
            await GreetAndRunAsync(context, pipeline, timeout, async (stream, cancellation) =>
            {
                Introduction peer = await Preamble.AnswerAsync(stream, self(), check, cancellation);
                connection = new MessageConnection(receiver, limits, _logger, $"from {(peer.Silo is { } silo ? silo.ToString() : $"client {peer.Client}")} at {remote}");
                _open[connection] = true;
                return (connection, peer);
            });
        }
        catch (PreambleException exception)
        {
            LogRefused(_logger, remote, exception.Message);
        }
        catch (Exception exception)
        {
            if (_stopping.IsCancellationRequested) LogBrokenGreeting(_logger, remote, exception.Message);
            else if (timeout.IsCancellationRequested) LogSilent(_logger, remote, _options.OpenConnectionTimeout);
            else LogBrokenGreeting(_logger, remote, exception.Message);
        }

        if (connection is not null)
        {
            _open.TryRemove(connection, out _);
            connection.Finish();
        }

        await context.DisposeAsync();
    }

    // Time runs until both ends have introduced themselves. Middleware that ignores the token finds its socket closed.
    private async Task GreetAndRunAsync(
        ConnectionContext context,
        ConnectionDelegate pipeline,
        CancellationTokenSource timeout,
        Func<Stream, CancellationToken, Task<(MessageConnection Connection, Introduction Peer)>> greet)
    {
        _greeting[context] = true;
        CancellationTokenRegistration abort = timeout.Token.UnsafeRegister(static context => ((ConnectionContext)context!).Abort(), context);
        try
        {
            context.Features.Set(new Terminal(async inner =>
            {
                Stream stream = ConnectionStreams.Of(inner);
                var (connection, peer) = await greet(stream, timeout.Token);
                await abort.DisposeAsync();
                timeout.CancelAfter(Timeout.InfiniteTimeSpan);
                _greeting.TryRemove(context, out _);
                await connection.RunAsync(inner, stream, peer);
            }));
            await pipeline(context);
        }
        finally
        {
            await abort.DisposeAsync();
            _greeting.TryRemove(context, out _);
        }
    }

    private async ValueTask<ConnectionContext?> AcceptAsync(IConnectionListener listener)
    {
        try
        {
            return await listener.AcceptAsync(_stopping.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            return null;
        }
    }

    private void CloseStalled()
    {
        foreach (MessageConnection connection in _open.Keys)
        {
            if (connection.StalledFor > StallLimit) connection.Abort();
        }
    }

    /// <summary>The end of the middleware; each connection has its own.</summary>
    private sealed class Terminal(Func<ConnectionContext, Task> run)
    {
        public Task RunAsync(ConnectionContext context) => run(context);
    }
}
