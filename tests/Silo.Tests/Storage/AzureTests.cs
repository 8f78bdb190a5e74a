using Starling.Silo.Settings;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Silo.Tests.Storage;

/// <summary>Silos that keep their jobs in Azure Blob storage, and meet in a table beside it, which an Azurite of the tests plays.</summary>
public sealed class AzureTests : ServerStorageTests
{
    private AzuriteServer? server;
    private bool inTable;

    protected override string? Missing => AzuriteServer.HasNode ? null : "There is no node on this machine: Azurite runs on it.";

    [Fact]
    public Task Silos_meet_in_a_table_and_run_a_job()
    {
        Assert.SkipWhen(typeof(IGrainFactory).Assembly.GetName().Name == "Orleans.Standin", "The stand-in keeps no members in Azure tables.");
        inTable = true;
        return MeetAndRunAsync();
    }

    protected override async Task<IAsyncDisposable> StartServerAsync() => server = await AzuriteServer.StartAsync(Cancellation);

    protected override void Configure(HostSettings settings)
    {
        (settings.Storage.Kind, settings.Storage.ConnectionString) = (StorageKind.AzureBlob, server!.ConnectionString);
        if (inTable)
            (settings.Clustering.Kind, settings.Clustering.ConnectionString) = (ClusteringKind.AzureTable, server.ConnectionString);
    }
}
