using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;
using Starling.Client;
using Starling.Grains.Hosting;
using Starling.Silo.Settings;

namespace Starling.Silo.Tests.Storage;

/// <summary>A silo in this process.</summary>
public sealed class StorageSilo(IHost host) : IAsyncDisposable
{
    public IServiceProvider Services => host.Services;

    public IStarlingClient Client { get; } = new StarlingClient(host.Services.GetRequiredService<IClusterClient>());

    public IGrainStorage Storage => host.Services.GetRequiredKeyedService<IGrainStorage>(StarlingGrainServices.StorageName);

    public static async Task<StorageSilo> StartAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddStarlingSilo(settings);
        IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new StorageSilo(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
    }
}
