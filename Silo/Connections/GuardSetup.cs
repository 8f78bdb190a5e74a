using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Starling.Silo.Settings;

namespace Starling.Silo.Connections;

/// <summary>Puts the limits of section <c>Limits</c> on the ports of a silo.</summary>
internal static class GuardSetup
{
    private const string Clients = "clients";
    private const string Silos = "silos";

    /// <summary>Limits messages and connections. Called before TLS is added, so that the guards stand outside of it.</summary>
    public static void AddGuards(this ISiloBuilder silo, ConnectionSettings settings)
    {
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.MaxMessageBodySize = settings.MessageBytes;
            options.MaxMessageHeaderSize = ConnectionSettings.HeaderBytes;
        });
        // Silos are few, and may all come from one address: on their port the number alone is limited.
        Configure(
            silo,
            settings,
            new ConnectionCount(settings.Connections, settings.ConnectionsPerAddress),
            new ConnectionCount(settings.Connections, settings.Connections),
            guard => guard.Before);
    }

    /// <summary>Waits for a greeting inside of TLS too. Called after TLS was added.</summary>
    public static void AddGuardsBehindTls(this ISiloBuilder silo, ConnectionSettings settings) =>
        // Who is counted outside is not counted again.
        Configure(silo, settings, new ConnectionCount(0, 0), new ConnectionCount(0, 0), guard => guard.AfterHandshake);

    private static void Configure(
        ISiloBuilder silo,
        ConnectionSettings settings,
        ConnectionCount clients,
        ConnectionCount silos,
        Func<ConnectionGuard, Func<ConnectionDelegate, ConnectionDelegate>> place) =>
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<TimeProvider, ILogger<ConnectionGuard>>((connections, time, logger) =>
        {
            var gateway = new ConnectionGuard(Clients, clients, settings, time, logger);
            var inner = new ConnectionGuard(Silos, silos, settings, time, logger);
            connections.ConfigureGatewayInboundConnection(builder => builder.Use(place(gateway)));
            connections.ConfigureSiloInboundConnection(builder => builder.Use(place(inner)));
        });
}
