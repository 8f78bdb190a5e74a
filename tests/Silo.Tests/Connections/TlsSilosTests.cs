using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Starling.Silo.Settings;
using Starling.TestSupport;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Silo.Tests.Connections;

/// <summary>Two silos that speak TLS, and who may and may not join in.</summary>
public sealed class TlsSilosTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly TestAuthority authority = new(DateTimeOffset.UtcNow, "authority");
    private readonly TestAuthority stranger = new(DateTimeOffset.UtcNow, "stranger");
    private readonly List<IHost> silos = [];
    private readonly int siloPort = FreePorts.Next();
    private readonly int gatewayPort = FreePorts.Next();

    public async ValueTask InitializeAsync()
    {
        using X509Certificate2 issued = authority.Issue();
        string certificate = folder.Write("silo.pfx", issued.Export(X509ContentType.Pfx));
        string ca = folder.Write("ca.pem", authority.Certificate.ExportCertificatePem());
        foreach ((int silo, int gateway) in (ReadOnlySpan<(int, int)>)[(siloPort, gatewayPort), (FreePorts.Next(), FreePorts.Next())])
        {
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.AddStarlingSilo(new HostSettings
            {
                Silo = new SiloSettings { SiloPort = silo, GatewayPort = gateway },
                Clustering = new ClusteringSettings { PrimarySilo = silo == siloPort ? null : $"127.0.0.1:{siloPort}" },
                Tls = new TlsSettings { Certificate = certificate, CaFile = ca },
                Connections = new ConnectionSettings { FirstWordSeconds = 5 },
            });
            silos.Add(builder.Build());
        }

        foreach (IHost silo in silos)
            await silo.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHost silo in Enumerable.Reverse(silos))
        {
            await silo.StopAsync(CancellationToken.None);
            silo.Dispose();
        }

        authority.Dispose();
        stranger.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Silos_find_each_other_and_whoever_is_none_of_them_is_turned_away()
    {
        foreach (IHost silo in silos)
            Assert.Equal(2, silo.Services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count);

        // The port for silos wants a certificate of theirs; the port for clients wants none.
        using X509Certificate2 ours = authority.Issue();
        using X509Certificate2 theirs = stranger.Issue();
        Assert.False(await StaysAsync(siloPort, null));
        Assert.False(await StaysAsync(siloPort, theirs));
        Assert.True(await StaysAsync(siloPort, ours));
        Assert.True(await StaysAsync(gatewayPort, null));
        Assert.True(await StaysAsync(gatewayPort, theirs));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Plain_text_and_silence_are_shown_out_on_both_ports(bool says)
    {
        foreach (int port in (int[])[siloPort, gatewayPort])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            if (says)
                await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: starling\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

            Assert.True(await IsClosedAsync(client.GetStream()));
        }
    }

    [Fact]
    public async Task Whoever_shakes_hands_and_says_nothing_more_is_shown_out()
    {
        using var client = new TcpClient();
        await using SslStream stream = await HandshakeAsync(client, gatewayPort, null);

        Assert.True(await IsClosedAsync(stream));
    }

    /// <summary>Whether who shows a certificate, or none, is still there when it has shaken hands: in TLS 1.3 the server refuses later.</summary>
    private async Task<bool> StaysAsync(int port, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await using SslStream stream = await HandshakeAsync(client, port, certificate);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            await stream.ReadExactlyAsync(new byte[1], patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // Silence: it waits for a greeting.
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<SslStream> HandshakeAsync(TcpClient client, int port, X509Certificate2? certificate)
    {
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { authority.Certificate },
                },
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            },
            TestContext.Current.CancellationToken);
        return stream;
    }

    private static async Task<bool> IsClosedAsync(Stream stream)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        byte[] answer = new byte[1024];
        try
        {
            while (await stream.ReadAsync(answer, patience.Token) > 0)
            {
                // An alert of TLS may come first.
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
