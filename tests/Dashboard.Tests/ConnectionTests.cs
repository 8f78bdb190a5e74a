using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Client.Connections;
using Starling.Client.Hosting;
using Starling.Client.Http;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Tests;

public sealed class ConnectionTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_of_http_gives_a_client_of_the_api()
    {
        var cluster = new FakeCluster();
        cluster.AddToken("sams", "sam", AccessRole.Submitter);
        await using ApiServer server = await ApiServer.StartAsync(cluster);

        await using IStarlingClient client = await StarlingConnection.ConnectAsync(
            new StarlingConnectionOptions { Addresses = server.Address.ToString(), Token = "sams" }, Stop);

        Assert.IsType<HttpStarlingClient>(client);
        Assert.Equal(("sam", AccessRole.Submitter), ((await client.WhoAmIAsync(Stop)).Name, (await client.WhoAmIAsync(Stop)).Role));
    }

    [Fact]
    public async Task A_dashboard_under_a_path_is_reached()
    {
        await using ApiServer server = await ApiServer.StartAsync(new FakeCluster(), settings => settings.PathBase = "/starling");

        await using IStarlingClient client = await StarlingConnection.ConnectAsync(
            new StarlingConnectionOptions { Addresses = $"{server.Address}starling" }, Stop);

        Assert.Equal(JobPhase.Completed, (await client.GetStatusAsync("a", Stop)).Phase);
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_is_told_when_connecting()
    {
        var cluster = new FakeCluster();
        cluster.AddToken("sams", "sam", AccessRole.Submitter);
        await using ApiServer server = await ApiServer.StartAsync(cluster);

        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() => StarlingConnection.ConnectAsync(
            new StarlingConnectionOptions { Addresses = server.Address.ToString(), Token = "nobodys" }, Stop));

        Assert.Equal(ErrorCatalog.NotAuthenticated, refusal.Error);
    }

    [Theory]
    [InlineData("http://a:1,http://b:2", TlsUse.Automatic)]
    [InlineData("http://", TlsUse.Automatic)]
    [InlineData("http://127.0.0.1:1", TlsUse.On)]
    public async Task Addresses_that_cannot_be_are_refused(string address, TlsUse tls)
    {
        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() => StarlingConnection.ConnectAsync(
            new StarlingConnectionOptions { Addresses = address, Tls = tls, ConnectTimeout = TimeSpan.Zero }, Stop));

        Assert.Equal(ErrorCatalog.ClusterUnreachable, refusal.Error);
        Assert.Contains(address, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_share_one_client_that_connects_when_it_is_needed()
    {
        await using ApiServer server = await ApiServer.StartAsync(new FakeCluster());
        await using ServiceProvider services = new ServiceCollection()
            .AddStarlingClient(options => options.Addresses = server.Address.ToString())
            .BuildServiceProvider();

        IStarlingClient client = services.GetRequiredService<IStarlingClient>();

        Assert.Same(client, services.GetRequiredService<IStarlingClient>());
        Assert.Equal(JobPhase.Completed, (await client.GetStatusAsync("a", Stop)).Phase);
    }

    [Fact]
    public void Services_without_an_address_are_refused() => Assert.Throws<OptionsValidationException>(() =>
        new ServiceCollection().AddStarlingClient(_ => { }).BuildServiceProvider().GetRequiredService<IStarlingClient>());

    [Fact]
    public async Task All_mistakes_of_a_job_reach_the_caller()
    {
        await using ApiServer server = await ApiServer.StartAsync(new FakeCluster());
        using var http = new HttpClient { BaseAddress = server.Address };
        await using var client = new HttpStarlingClient(http);

        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() =>
            client.SubmitAsync(new JobSpec { Name = "x", Definition = """{"model":"mpl","stop":{"rounds":-1}}""" }, cancellationToken: Stop));

        Assert.Contains("model", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("stop.rounds", refusal.Message, StringComparison.Ordinal);
    }
}
