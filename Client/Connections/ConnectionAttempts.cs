using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Messaging;
using Starling.Algorithms.Errors;

namespace Starling.Client.Connections;

/// <summary>
/// Tries to connect until it succeeds, until it is clear that it cannot, or until time is up. The first attempts are short:
/// with several gateways of which one is dead the engine may wait for that one, and the next attempt leaves it out.
/// </summary>
internal sealed class ConnectionAttempts(StarlingConnectionOptions options, IReadOnlyList<ClusterAddress> addresses, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan FirstLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly bool usesTls = UsesTls(options, addresses);
    private readonly ServerTrust trust = ServerTrust.Load(UsesTls(options, addresses) ? options.CaFile : null);

    /// <summary>Connects.</summary>
    /// <exception cref="StarlingException">STAR0405: the cluster cannot be reached.</exception>
    public async Task<IHost> ConnectAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        var without = new HashSet<ClusterAddress>();
        for (TimeSpan limit = FirstLimit; ; limit *= 2)
        {
            TimeSpan left = options.ConnectTimeout - time.GetElapsedTime(began);
            IHost host = BuildHost(new AddressGatewayList(addresses, without));
            Exception? failure = await TryStartAsync(host, limit < left ? limit : left, cancellationToken);
            if (failure is null)
                return host;

            await CloseAsync(host);
            cancellationToken.ThrowIfCancellationRequested();
            ConnectionFinding[] findings = await ExamineAsync(cancellationToken);
            if (Array.TrueForAll(findings, finding => finding.IsFinal) || time.GetElapsedTime(began) + Pause >= options.ConnectTimeout)
            {
                throw new StarlingException(
                    ErrorCatalog.ClusterUnreachable, string.Join(' ', findings.Select(finding => finding.Sentence)), failure);
            }

            without = [.. addresses.Where((_, i) => findings[i].IsFinal)];
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Closes a connection; one that cannot say goodbye in time is closed all the same.</summary>
    public static async ValueTask CloseAsync(IHost host)
    {
        using var limit = new CancellationTokenSource(Goodbye);
        await host.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        host.Dispose();
    }

    private static bool UsesTls(StarlingConnectionOptions options, IReadOnlyList<ClusterAddress> addresses) => options.Tls switch
    {
        TlsUse.On => true,
        TlsUse.Off => false,
        _ => options.CaFile is not null || addresses.Any(address => !address.IsLoopback),
    };

    private async Task<Exception?> TryStartAsync(IHost host, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            await host.StartAsync(either.Token).WaitAsync(either.Token);
            return null;
        }
#pragma warning disable CA1031 // Whatever the engine says: there is no connection, and why is found out by knocking.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private Task<ConnectionFinding[]> ExamineAsync(CancellationToken cancellationToken)
    {
        var diagnosis = new ConnectionDiagnosis(usesTls, trust, options);
        return Task.WhenAll(addresses.Select(address => diagnosis.ExamineAsync(address, cancellationToken)));
    }

    private IHost BuildHost(AddressGatewayList gateways)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        // The process belongs to the program: its signals are not for this connection.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        if (options.Log is { } log)
            builder.Logging.AddProvider(new BorrowedLog(log));
        builder.UseOrleansClient(client => Configure(client, gateways));
        return builder.Build();
    }

    private void Configure(IClientBuilder client, AddressGatewayList gateways)
    {
        client.Services.AddSingleton<IGatewayListProvider>(gateways);
        client.Services.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ServiceId;
        });
        client.Services.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = AddressGatewayList.Refresh);
        client.Services.Configure<ConnectionOptions>(connection => connection.ConnectionRetryDelay = Pause);
        client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
        client.AddOutgoingGrainCallFilter(new TokenCredentials(options.Token));
        if (usesTls)
            client.UseTls(tls => ConfigureTls(tls, gateways));
    }

    private void ConfigureTls(TlsOptions tls, AddressGatewayList gateways)
    {
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = trust.Accepts;
        tls.OnAuthenticateAsClient = (connection, authentication) =>
            authentication.TargetHost = options.ServerName ?? gateways.HostOf(connection.RemoteEndPoint) ?? addresses[0].Host;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class BorrowedLog(ILoggerProvider log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log.CreateLogger(categoryName);

        public void Dispose()
        {
        }
    }
}
