using Orleans.Hosting;
using Orleans.Storage;
using Starling.TestSupport.Orleans;
using Xunit;

namespace Orleans.Standin.Tests.Storage;

public sealed class MemoryStorageTests : GrainStorageSuite, IAsyncLifetime
{
    private StorageHost _host = null!;

    protected override IGrainStorage Storage => _host.Storage;

    public async ValueTask InitializeAsync() => _host = await StorageHost.StartAsync(silo => silo.AddMemoryGrainStorage(StorageHost.Name));

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
