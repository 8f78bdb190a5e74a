using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Starling.Silo.Settings;

namespace Starling.Silo.Connections;

/// <summary>
/// Keeps strangers from costing a port anything: connections are counted, in all and by address, and whoever connects and does not
/// say who it is in time is sent away. Somebody has said something once there are as many bytes as the shortest greeting of Orleans or
/// of TLS has; they are left for whoever reads next.
/// </summary>
/// <param name="port">What the port is called in the log.</param>
/// <param name="count">The limits of the port.</param>
/// <param name="settings">How long a greeting may take.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ConnectionGuard(
    string port, ConnectionCount count, ConnectionSettings settings, TimeProvider time, ILogger<ConnectionGuard> logger)
{
    /// <summary>No greeting is shorter.</summary>
    internal const int GreetingBytes = 16;

    /// <summary>Whoever floods a port does not fill the log too.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    private readonly TimeSpan patience = TimeSpan.FromSeconds(settings.FirstWordSeconds);
    private long told = long.MinValue;

    /// <summary>Stands before everything else that connections of the port go through.</summary>
    public ConnectionDelegate Before(ConnectionDelegate next) => connection => AdmitAsync(connection, next);

    /// <summary>Stands behind TLS: whoever has shaken hands has not said who it is.</summary>
    public ConnectionDelegate AfterHandshake(ConnectionDelegate next) => async connection =>
    {
        if (await GreetsAsync(connection))
            await next(connection);
    };

    private async Task AdmitAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        IPAddress address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (!count.TryEnter(address))
        {
            TellTooMany(address);
            connection.Abort(new ConnectionAbortedException("Too many connections."));
            return;
        }

        try
        {
            if (await GreetsAsync(connection))
                await next(connection);
        }
        finally
        {
            count.Leave(address);
        }
    }

    private async ValueTask<bool> GreetsAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        using var late = new CancellationTokenSource(patience, time);
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync(late.Token);
                ReadOnlySequence<byte> buffer = read.Buffer;
                if (buffer.Length >= GreetingBytes || read.IsCompleted || read.IsCanceled)
                {
                    // Looked at, not taken: the next in line reads it again.
                    input.AdvanceTo(buffer.Start);
                    return buffer.Length >= GreetingBytes;
                }

                input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            LogSilent(logger, connection.RemoteEndPoint, port, settings.FirstWordSeconds);
            connection.Abort(new ConnectionAbortedException("No greeting came in time."));
            return false;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // It went away; a connection that is reset or aborted is an IOException or a cancellation.
            return false;
        }
    }

    private void TellTooMany(IPAddress address)
    {
        long now = time.GetTimestamp();
        long last = Interlocked.Read(ref told);
        if ((last != long.MinValue && time.GetElapsedTime(last, now) < TellEvery) || Interlocked.CompareExchange(ref told, now, last) != last)
            return;

        (int all, int same) = count.Of(address);
        LogTooMany(logger, address, port, all, same);
    }

    [LoggerMessage(2001, LogLevel.Warning, "A connection from {Address} to the port for {Port} is refused: {Open} are open, {Same} of them from there.")]
    private static partial void LogTooMany(ILogger logger, IPAddress address, string port, int open, int same);

    [LoggerMessage(2002, LogLevel.Information, "A connection from {EndPoint} to the port for {Port} did not say who it is within {Seconds} s and is closed.")]
    private static partial void LogSilent(ILogger logger, EndPoint? endPoint, string port, int seconds);
}
