using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Standin.Tests.Support;
using Orleans.Storage;
using Starling.TestSupport.Orleans;
using Starling.TestSupport.Services;
using Xunit;

namespace Orleans.Standin.Tests.Storage.AzureBlob;

/// <summary>The suite on Azurite, with states in binary and blobs that go when they are cleared.</summary>
public sealed class AzureBlobStorageTests(AzuriteFixture azurite) : GrainStorageSuite, IAsyncLifetime
{
    private StorageHost _host = null!;

    protected override IGrainStorage Storage => _host.Storage;

    protected override bool Takes(string key) => !key.StartsWith("../", StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        AzuriteServer server = await azurite.ServerAsync();
        _host = await StorageHost.StartAsync(silo => silo.AddAzureBlobGrainStorage(StorageHost.Name, options => options.Configure<Serializer>((storage, serializer) =>
        {
            storage.BlobServiceClient = new BlobServiceClient(server.ConnectionString);
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        })));
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The suite on Azurite, with states in JSON, in a container of another name, and blobs that stay, empty, when they are cleared.</summary>
public sealed class AzureBlobKeepingStorageTests(AzuriteFixture azurite) : GrainStorageSuite, IAsyncLifetime
{
    private StorageHost _host = null!;

    protected override IGrainStorage Storage => _host.Storage;

    protected override bool Takes(string key) => !key.StartsWith("../", StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        AzuriteServer server = await azurite.ServerAsync();
        _host = await StorageHost.StartAsync(silo => silo.AddAzureBlobGrainStorage(StorageHost.Name, (AzureBlobStorageOptions options) =>
        {
            options.BlobServiceClient = new BlobServiceClient(server.ConnectionString);
            options.ContainerName = "kept-states";
            options.DeleteStateOnClear = false;
        }));
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>What the suite does not ask: starting, credentials, names, restarts.</summary>
public sealed class AzureBlobStartTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Blobs_are_named_as_in_Orleans()
    {
        AzuriteServer server = await azurite.ServerAsync();
        await using StorageHost host = await StorageHost.StartAsync(silo => Configure(silo, server.ConnectionString));
        await host.Storage.WriteStateAsync("name", GrainId.Create("type", "a/key"), new GrainState<SuiteState>(new SuiteState { Text = "named" }));

        BlobContainer container = new BlobServiceClient(server.ConnectionString).Container("grainstate");
        (byte[] Content, string ETag)? blob = await container.ReadAsync("name-type/a/key.json", TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.NotNull(blob);
        Assert.Contains("named", System.Text.Encoding.UTF8.GetString(blob.Value.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_was_deleted_is_made_again_by_the_next_write()
    {
        AzuriteServer server = await azurite.ServerAsync();
        BlobContainer container = new BlobServiceClient(server.ConnectionString).Container("never-made");

        string? etag = await container.WriteAsync("blob", new BinaryData("x"), null, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.NotNull(etag);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_the_silo_does_not_start()
    {
        AzuriteServer server = await azurite.ServerAsync();
        string wrong = server.ConnectionString.Replace("AccountKey=E", "AccountKey=F", StringComparison.Ordinal);

        OrleansException refused = await Assert.ThrowsAsync<OrleansException>(() => StartAsync(silo => Configure(silo, wrong)));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AccountKey", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_server_the_silo_does_not_start()
    {
        await using AzuriteServer server = await NewServerAsync();
        await server.StopAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<HttpRequestException>(() => StartAsync(silo => Configure(silo, server.ConnectionString)));
    }

    [Fact]
    public async Task A_storage_serves_again_after_the_server_was_restarted()
    {
        await using AzuriteServer server = await NewServerAsync();
        await using StorageHost host = await StorageHost.StartAsync(silo => Configure(silo, server.ConnectionString));
        GrainId id = GrainId.Create("suite", "restart");
        var state = new GrainState<SuiteState>(new SuiteState { Text = "kept" });
        await host.Storage.WriteStateAsync("state", id, state);

        await server.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Storage.WriteStateAsync("state", id, state));
        await server.StartAgainAsync(TestContext.Current.CancellationToken);

        var read = new GrainState<SuiteState>();
        await host.Storage.ReadStateAsync("state", id, read);
        Assert.Equal(state.ETag, read.ETag);
        await host.Storage.WriteStateAsync("state", id, state);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("double--hyphen")]
    public Task A_name_that_no_container_has_is_refused(string name) =>
        Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync(silo => silo.AddAzureBlobGrainStorage("bad", (AzureBlobStorageOptions options) =>
        {
            options.BlobServiceClient = new BlobServiceClient("UseDevelopmentStorage=true");
            options.ContainerName = name;
        })));

    [Fact]
    public Task A_storage_without_a_client_is_refused() =>
        Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync(silo => silo.AddAzureBlobGrainStorage("bad")));

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("AccountName=me;AccountKey=AAAA", "https://me.blob.core.windows.net/")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=me;AccountKey=AAAA;EndpointSuffix=example.org", "http://me.blob.example.org/")]
    [InlineData("AccountName=me;AccountKey=AA==;BlobEndpoint=http://localhost:1/me/", "http://localhost:1/me")]
    public void Connection_strings_name_an_account(string connection, string uri) => Assert.Equal(new Uri(uri), new BlobServiceClient(connection).Uri);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AccountName=me")]
    [InlineData("AccountName=me;AccountKey=not base 64")]
    [InlineData("AccountName=me;AccountKey=AAAA;BlobEndpoint=ftp://x")]
    public void Connection_strings_that_mean_no_account_are_refused(string connection) =>
        Assert.Throws<FormatException>(() => new BlobServiceClient(connection));

    [Fact]
    public void What_the_stand_in_lacks_of_Azure_is_refused_with_a_sentence()
    {
        var address = new Uri("https://me.blob.core.windows.net");

        Assert.Contains("connection string", Assert.Throws<OrleansConfigurationException>(() => new BlobServiceClient(address, new DefaultAzureCredential())).Message, StringComparison.Ordinal);
        Assert.Contains("Azure tables", Assert.Throws<OrleansConfigurationException>(() => new TableServiceClient("UseDevelopmentStorage=true")).Message, StringComparison.Ordinal);
    }

    private static async Task<AzuriteServer> NewServerAsync()
    {
        Assert.SkipUnless(AzuriteServer.HasNode, "There is no node on this machine.");
        return await AzuriteServer.StartAsync(TestContext.Current.CancellationToken);
    }

    private static async Task StartAsync(Action<ISiloBuilder> configure)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: configure);
    }

    private static void Configure(ISiloBuilder silo, string connection) =>
        silo.AddAzureBlobGrainStorage(StorageHost.Name, (AzureBlobStorageOptions options) => options.BlobServiceClient = new BlobServiceClient(connection));
}
