using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Starling.Chaos.Network;

/// <summary>Passes the bytes of a port on to another, both ways, unless it is closed: then they wait, as packets do that are sent again and again.</summary>
internal sealed class Proxy : IDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ended = new();
    private readonly Lock gate = new();
    private TaskCompletionSource open = Open();

    /// <summary>Starts it.</summary>
    /// <param name="port">The port that it listens on.</param>
    /// <param name="target">The port that it connects to.</param>
    public Proxy(int port, int target)
    {
        Target = target;
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port behind it.</summary>
    public int Target { get; }

    /// <summary>Holds everything back.</summary>
    public void Close()
    {
        lock (gate)
        {
            if (open.Task.IsCompleted)
                open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Passes on what was held back, and all that comes.</summary>
    public void Reopen()
    {
        lock (gate)
            open.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ended.Cancel();
        listener.Dispose();
        ended.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        CancellationToken cancellation = ended.Token;
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptSocketAsync(cancellation), cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket caller, CancellationToken cancellation)
    {
        using var target = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (caller)
        {
            try
            {
                await open.Task.WaitAsync(cancellation);
                await target.ConnectAsync(IPAddress.Loopback, Target, cancellation);
                await Task.WhenAny(PassAsync(caller, target, cancellation), PassAsync(target, caller, cancellation));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // Nobody is there.
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to, CancellationToken cancellation)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            while (await from.ReceiveAsync(bytes, cancellation) is int count and > 0)
            {
                await open.Task.WaitAsync(cancellation);
                for (int sent = 0; sent < count;)
                    sent += await to.SendAsync(bytes.AsMemory(sent, count - sent), cancellation);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The connection is over.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
