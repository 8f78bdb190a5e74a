using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Starling.Silo.Settings;

namespace Starling.Silo.Connections;

/// <summary>
/// Keeps strangers from costing a gateway anything: connections are counted, in all and by address, and whoever connects and says
/// nothing is sent away.
/// </summary>
/// <param name="settings">The limits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class GatewayGuard(ConnectionSettings settings, TimeProvider time, ILogger<GatewayGuard> logger)
{
    private readonly ConcurrentDictionary<IPAddress, int> byAddress = [];
    private int open;

    /// <summary>Puts the guard before everything else that a gateway's connections go through.</summary>
    public static void Add(ISiloBuilder silo) => silo.Services
        .AddSingleton<GatewayGuard>()
        .AddOptions<SiloConnectionOptions>()
        .Configure<GatewayGuard>((connections, guard) => connections.ConfigureGatewayInboundConnection(builder => builder.Use(next => connection => guard.AdmitAsync(connection, next))));

    /// <summary>Lets a connection pass, or ends it.</summary>
    public async Task AdmitAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        IPAddress address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        int all = Interlocked.Increment(ref open);
        int same = byAddress.AddOrUpdate(address, 1, (_, count) => count + 1);
        try
        {
            if (all > settings.Connections || same > settings.ConnectionsPerAddress)
            {
                LogTooMany(logger, address, all, same);
                connection.Abort(new ConnectionAbortedException("Too many connections."));
                return;
            }

            if (await SpeaksAsync(connection))
                await next(connection);
            else
                LogSilent(logger, address, settings.FirstWordSeconds);
        }
        finally
        {
            Interlocked.Decrement(ref open);
            byAddress.AddOrUpdate(address, 0, (_, count) => count - 1);
            byAddress.TryRemove(KeyValuePair.Create(address, 0));
        }
    }

    // What is read is not taken: the next in line reads it again.
    private async Task<bool> SpeaksAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(settings.FirstWordSeconds), time);
        try
        {
            System.IO.Pipelines.ReadResult first = await connection.Transport.Input.ReadAsync(patience.Token);
            connection.Transport.Input.AdvanceTo(first.Buffer.Start);
            return !first.Buffer.IsEmpty;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionResetException)
        {
            return false;
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "A connection from {Address} is refused: {Open} are open, {Same} of them from there.")]
    private static partial void LogTooMany(ILogger logger, IPAddress address, int open, int same);

    [LoggerMessage(2002, LogLevel.Information, "A connection from {Address} said nothing within {Seconds} s and is closed.")]
    private static partial void LogSilent(ILogger logger, IPAddress address, int seconds);
}
