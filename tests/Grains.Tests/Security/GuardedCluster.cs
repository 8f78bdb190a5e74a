using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Starling.Client.Connections;
using Starling.GrainInterfaces;
using Starling.Grains.Security;
using Starling.Silo;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Security;

/// <summary>Two silos that ask for tokens, and clients that come over TCP.</summary>
public sealed class GuardedCluster : IAsyncLifetime
{
    public const string Viewer = "token of the viewer";
    public const string Submitter = "token of the submitter";
    public const string Operator = "token of the operator";
    public const string Expired = "token of somebody who has left";
    public const string Secret = "0123456789-the-secret-of-the-cluster-9876543210";

    private readonly TempFolder folder = new();
    private readonly List<IHost> clients = [];

    public EmbeddedCluster Silos { get; private set; } = null!;

    internal LogCollector Log { get; } = new();

    /// <summary>Limits of the silos; to be set before they start.</summary>
    internal Action<JobLimits> Limits { get; init; } = _ => { };

    public async ValueTask InitializeAsync()
    {
        string tokens = folder.Write("tokens.json", $"""
            [
              {SecurityTestData.Row("vera", "viewer", Viewer)},
              {SecurityTestData.Row("sam", "submitter", Submitter)},
              {SecurityTestData.Row("olga", "operator", Operator, "2999-01-01T00:00:00Z")},
              {SecurityTestData.Row("lea", "operator", Expired, "2020-02-02T00:00:00Z")}
            ]
            """);
        Silos = await EmbeddedCluster.StartAsync(
            2,
            configure: builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Log);
                builder.Services.Configure(Limits);
                builder.Services.AddStarlingAccess(new AccessOptions { TokensFile = tokens, ClusterSecret = Secret });
            },
            cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>A client with a token, or with none.</summary>
    public Task<IClusterClient> ConnectAsync(string? token) =>
        ConnectAsync(token is null ? null : new TokenCredentials(token));

    /// <summary>A client with a filter of its own.</summary>
    public async Task<IClusterClient> ConnectAsync(IOutgoingGrainCallFilter? filter)
    {
        ILocalSiloDetails silo = Silos.Silos[0].GetRequiredService<ILocalSiloDetails>();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(silo.GatewayAddress.Endpoint.Port, "starling", silo.ClusterId);
            if (filter is not null)
                client.AddOutgoingGrainCallFilter(filter);
        });
        IHost host = builder.Build();
        clients.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host.Services.GetRequiredService<IClusterClient>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHost client in clients)
        {
            await client.StopAsync();
            client.Dispose();
        }

        await Silos.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>Writes what it likes on its calls.</summary>
internal sealed class ForgingFilter : IOutgoingGrainCallFilter
{
    /// <summary>What is written on the next calls; empty for nothing.</summary>
    public Dictionary<string, object> Entries { get; init; } = new(StringComparer.Ordinal);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        foreach ((string key, object value) in Entries)
            RequestContext.Set(key, value);
        await context.Invoke();
    }

    public static ForgingFilter WithToken(string token) => new() { Entries = { [CallContextKeys.Token] = token } };
}
