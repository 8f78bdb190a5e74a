using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Standin.Tests.Support;
using Orleans.Storage;

namespace Orleans.Standin.Tests.Storage;

/// <summary>A cluster of one silo with a storage.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    public const string Name = "suite";
    private readonly TestCluster _cluster;

    private StorageHost(TestCluster cluster)
    {
        _cluster = cluster;
    }

    public IGrainStorage Storage => _cluster.Hosts[0].Services.GetRequiredKeyedService<IGrainStorage>(Name);

    public static async Task<StorageHost> StartAsync(Action<ISiloBuilder> configure) => new(await TestCluster.StartAsync(configure: configure));

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
