using Starling.Silo.Settings;
using Starling.TestSupport.Services;

namespace Starling.Silo.Tests.Storage;

/// <summary>Silos that keep their jobs in Azure Blob storage, which an Azurite of the tests plays.</summary>
public sealed class AzureBlobTests : ServerStorageTests
{
    private AzuriteServer? server;

    protected override string? Missing => AzuriteServer.HasNode ? null : "There is no node on this machine: Azurite runs on it.";

    protected override async Task<IAsyncDisposable> StartServerAsync() => server = await AzuriteServer.StartAsync(Cancellation);

    protected override void Configure(HostSettings settings) =>
        (settings.Storage.Kind, settings.Storage.ConnectionString) = (StorageKind.AzureBlob, server!.ConnectionString);
}
