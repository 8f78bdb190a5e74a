using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Hosting;
using Orleans.Standin.Tests.Hosting;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Networking;

public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _trusted = NewCertificate("trusted");
    private readonly X509Certificate2 _foreign = NewCertificate("foreign");

    public void Dispose()
    {
        _trusted.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task Silos_and_clients_talk_over_TLS()
    {
        await using TestCluster cluster = await StartAsync(2);
        using IHost client = await cluster.StartClientAsync(builder => builder.UseTls(_trusted, Trust));

        for (int index = 0; index < 20; index++)
            Assert.Equal(1, await client.Services.GetGrain<ICounterGrain>(Guid.NewGuid().ToString()).IncrementAsync());
        Assert.Equal(2, cluster.Silo(1).ActiveSilos.Count);
        await client.StopAsync();
    }

    [Fact]
    public async Task Large_messages_cross_TLS_whole()
    {
        await using TestCluster cluster = await StartAsync(2);
        Messaging.IFailingGrain far = await cluster.FindOnAsync<Messaging.IFailingGrain>(1, grain => grain.WhereAsync());

        int[] lengths = [1, 10_000, 1_000_000, 3_000_001];

        Assert.Equal(lengths, await Task.WhenAll(lengths.Select(length => far.MeasureAsync(new byte[length]))));
    }

    [Fact]
    public async Task Plain_text_to_a_TLS_port_is_refused()
    {
        await using TestCluster cluster = await StartAsync(1);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClientAsync());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, cluster.Silo(0).Address.Endpoint.Port);
        await socket.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[1024];
        int count = await socket.ReceiveAsync(buffer);

        // At most an alert of TLS, never an answer.
        Assert.True(count == 0 || buffer[0] == 21);
    }

    [Fact]
    public async Task TLS_to_a_plain_port_is_refused()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClientAsync(builder => builder.UseTls(_trusted, Trust)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_that_is_missing_or_not_trusted_is_refused(bool hasOne)
    {
        await using TestCluster cluster = await StartAsync(1);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClientAsync(builder => builder.UseTls(options =>
        {
            options.LocalCertificate = hasOne ? _foreign : null;
            Trust(options);
        })));
    }

    [Fact]
    public async Task A_client_does_not_trust_any_silo()
    {
        await using TestCluster cluster = await StartAsync(1);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClientAsync(builder => builder.UseTls(
            _trusted, options => options.RemoteCertificateValidation = (certificate, _, _) => string.Equals(certificate.Subject, _foreign.Subject, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_handshake_that_does_not_go_on_is_ended()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo =>
        {
            silo.UseTls(_trusted, options =>
            {
                Trust(options);
                options.HandshakeTimeout = TimeSpan.FromMilliseconds(200);
            });
        });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, cluster.GatewayPorts[0]);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[100], limit.Token));
    }

    [Fact]
    public void TLS_without_a_certificate_or_its_key_is_refused_at_once()
    {
        using X509Certificate2 publicPart = X509CertificateLoader.LoadCertificate(_trusted.RawData);

        Assert.Throws<InvalidOperationException>(() => TestCluster.NewHost(silo => silo.UseTls(_ => { })));
        Assert.Throws<ArgumentException>(() => TestCluster.NewHost(silo => silo.UseTls(publicPart)));
    }

    private Task<TestCluster> StartAsync(int silos) => TestCluster.StartAsync(silos, silo =>
    {
        silo.UseTls(_trusted, Trust);
        silo.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(2));
    });

    private void Trust(TlsOptions options)
    {
        options.OnAuthenticateAsClient = (_, handshake) => handshake.TargetHost = "localhost";
        options.RemoteCertificateValidation = (certificate, _, _) => string.Equals(certificate.Thumbprint, _trusted.Thumbprint, StringComparison.Ordinal);
    }

    private static X509Certificate2 NewCertificate(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
