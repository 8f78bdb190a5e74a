using Orleans.Standin.Tests.Storage.AzureBlob;
using Starling.TestSupport.Services;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Orleans.Standin.Tests.Storage.AzureBlob;

/// <summary>An Azurite, started for the first test that asks for it.</summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteServer>> _server = new(() => AzuriteServer.StartAsync(CancellationToken.None));

    public Task<AzuriteServer> ServerAsync()
    {
        Assert.SkipUnless(AzuriteServer.HasNode, "There is no node on this machine.");
        return _server.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }
}
