using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Connections.Security;
using Starling.GrainInterfaces;

namespace Starling.Client.Tests.Connections;

/// <summary>A silo in this process with an inventory and nothing else: what a connection is tried on.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost host;

    private TestSilo(IHost host) => this.host = host;

    public static async Task<TestSilo> StartAsync(
        int siloPort, int gatewayPort, X509Certificate2? certificate = null, string clusterId = "starling", string? token = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(new ExpectedToken(token));
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, null, "starling", clusterId);
            if (certificate is not null)
            {
                silo.UseTls(tls =>
                {
                    tls.LocalCertificate = certificate;
                    tls.ClientCertificateMode = RemoteCertificateMode.NoCertificate;
                    tls.RemoteCertificateMode = RemoteCertificateMode.AllowCertificate;
                    tls.AllowAnyRemoteCertificate();
                });
            }
        });
        IHost built = builder.Build();
        await built.StartAsync();
        return new TestSilo(built);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}

/// <summary>The token that the inventory asks for; null for none.</summary>
internal sealed record ExpectedToken(string? Value);

/// <summary>An inventory of one silo that checks the token itself.</summary>
internal sealed class TestInventoryGrain(ExpectedToken expected) : Grain, IInventoryGrain
{
    public Task ReportAsync(SiloReport report) => Task.CompletedTask;

    public Task<ImmutableArray<SiloReport>> ListAsync() =>
        expected.Value is { } token && RequestContext.Get(CallContextKeys.Token) as string != token
            ? throw new JobRefusedException("STAR0601", "The cluster does not know the token.")
            : Task.FromResult<ImmutableArray<SiloReport>>([new SiloReport { Name = "one", Address = "here" }]);
}
