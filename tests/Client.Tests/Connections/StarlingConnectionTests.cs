using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Starling.Algorithms.Errors;
using Starling.Client.Connections;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Client.Tests.Connections;

/// <summary>Connections to real silos over loopback.</summary>
public sealed class StarlingConnectionTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestAuthority authority = new();
    private readonly int[] ports = FreePorts.Take(3);

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StarlingConnectionOptions Options => new()
    {
        Addresses = Address(ports[1]),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        Patience = TimeSpan.FromSeconds(30),
    };

    public void Dispose()
    {
        folder.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task A_client_connects_and_asks()
    {
        await using TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1]);
        await using IStarlingClient client = await StarlingConnection.ConnectAsync(
            Options with { Addresses = $"{Address(ports[2])},localhost:{ports[1]}" }, Cancellation);

        Assert.Equal("one", Assert.Single(await client.GetSilosAsync(Cancellation)).Name);
    }

    [Fact]
    public async Task Where_nobody_listens_it_fails_at_once_and_names_the_address()
    {
        StarlingException exception = await RefusedAsync(Options with { ConnectTimeout = TimeSpan.FromMinutes(5) });

        Assert.Equal(ErrorCatalog.ClusterUnreachable, exception.Error);
        Assert.Equal($"No silo answers at {Address(ports[1])}.", exception.Message);
    }

    [Theory]
    [InlineData("localhost", "'localhost' is no address of a cluster: write HOST:PORT.")]
    [InlineData("nowhere.invalid:1", "The name of nowhere.invalid:1 cannot be resolved.")]
    public async Task An_address_that_is_none_is_named(string address, string sentence)
    {
        StarlingException exception = await RefusedAsync(Options with { Addresses = address });

        Assert.Equal((ErrorCatalog.ClusterUnreachable, sentence), (exception.Error, exception.Message));
    }

    [Fact]
    public async Task The_token_is_checked_when_connecting()
    {
        await using TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1], token: "right");

        await using (IStarlingClient client = await StarlingConnection.ConnectAsync(Options with { Token = "right" }, Cancellation))
            Assert.Single(await client.GetSilosAsync(Cancellation));

        Assert.Equal(ErrorCatalog.NotAuthenticated, (await RefusedAsync(Options with { Token = "wrong" })).Error);
        Assert.Equal(ErrorCatalog.NotAuthenticated, (await RefusedAsync(Options)).Error);
        Assert.DoesNotContain("secret", (Options with { Token = "secret" }).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task An_encrypted_cluster_is_reached_with_its_authority(string host)
    {
        using X509Certificate2 certificate = authority.Issue();
        await using TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1], certificate);

        await using IStarlingClient client = await StarlingConnection.ConnectAsync(
            Options with { Addresses = $"{host}:{ports[1]}", CaFile = Ca() }, Cancellation);

        Assert.Single(await client.GetSilosAsync(Cancellation));
    }

    [Fact]
    public async Task Plain_text_to_an_encrypted_cluster_says_what_is_missing()
    {
        using X509Certificate2 certificate = authority.Issue();
        await using TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1], certificate);

        StarlingException exception = await RefusedAsync(Options);

        Assert.Equal(ErrorCatalog.ClusterUnreachable, exception.Error);
        Assert.Equal($"{Address(ports[1])} speaks TLS: name the certificate of its authority (--ca FILE or STARLING_CA).", exception.Message);
    }

    [Fact]
    public async Task Encryption_to_a_cluster_without_it_says_so()
    {
        await using TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1]);

        StarlingException exception = await RefusedAsync(Options with { Tls = TlsUse.On });

        Assert.Equal(ErrorCatalog.ClusterUnreachable, exception.Error);
        Assert.StartsWith($"{Address(ports[1])} does not answer in TLS", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var other = new TestAuthority("another");
        using X509Certificate2 certificate = other.Issue();
        await using TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1], certificate);

        StarlingException exception = await RefusedAsync(Options with { CaFile = Ca() });

        Assert.Equal($"{Address(ports[1])} has a certificate that the named authority did not sign.", exception.Message);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused_unless_it_is_named()
    {
        using X509Certificate2 certificate = authority.Issue("silo.example");
        await using TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1], certificate);

        StarlingException exception = await RefusedAsync(Options with { CaFile = Ca() });
        Assert.Contains("has a certificate for another name", exception.Message, StringComparison.Ordinal);

        await using IStarlingClient client = await StarlingConnection.ConnectAsync(
            Options with { CaFile = Ca(), ServerName = "silo.example" }, Cancellation);
        Assert.Single(await client.GetSilosAsync(Cancellation));
    }

    [Fact]
    public async Task A_cluster_of_another_id_or_something_else_lets_nobody_in()
    {
        await using TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1], clusterId: "other");
        StarlingConnectionOptions brief = Options with { ConnectTimeout = TimeSpan.FromSeconds(2) };

        Assert.Contains("gateway port of a silo of cluster 'starling'", (await RefusedAsync(brief)).Message, StringComparison.Ordinal);

        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        int port = ((IPEndPoint)mute.LocalEndpoint).Port;
        StarlingException exception = await RefusedAsync(brief with { Addresses = Address(port) });
        Assert.Equal(ErrorCatalog.ClusterUnreachable, exception.Error);
        Assert.Contains(Address(port), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_gateway_is_found_again_when_it_comes_back()
    {
        TestSilo first = await TestSilo.StartAsync(ports[0], ports[1]);
        await using IStarlingClient client = await StarlingConnection.ConnectAsync(Options, Cancellation);
        await client.GetSilosAsync(Cancellation);

        await first.DisposeAsync();
        Task<System.Collections.Immutable.ImmutableArray<SiloReport>> asked = client.GetSilosAsync(Cancellation);
        await using TestSilo second = await TestSilo.StartAsync(ports[0], ports[1]);

        Assert.Single(await asked);
    }

    [Fact]
    public async Task A_cluster_that_stays_away_is_told_after_patience()
    {
        TestSilo silo = await TestSilo.StartAsync(ports[0], ports[1]);
        await using IStarlingClient client = await StarlingConnection.ConnectAsync(Options with { Patience = TimeSpan.FromSeconds(1) }, Cancellation);
        await silo.DisposeAsync();

        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(() => client.GetSilosAsync(Cancellation));

        Assert.Equal(ErrorCatalog.ClusterUnreachable, exception.Error);
        Assert.StartsWith("The cluster has not answered for 1 s", exception.Message, StringComparison.Ordinal);
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private string Ca() => folder.Write("ca.pem", authority.Pem);

    private Task<StarlingException> RefusedAsync(StarlingConnectionOptions options) =>
        Assert.ThrowsAsync<StarlingException>(() => StarlingConnection.ConnectAsync(options, Cancellation));
}
