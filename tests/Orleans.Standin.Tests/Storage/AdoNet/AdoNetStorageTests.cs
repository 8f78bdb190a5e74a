using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Standin.Tests.Support;
using Orleans.Storage;
using Starling.TestSupport.Orleans;
using Starling.TestSupport.Services;
using Xunit;

namespace Orleans.Standin.Tests.Storage.AdoNet;

/// <summary>The suite on PostgreSQL, with states in binary and rows that stay when they are cleared.</summary>
public sealed class AdoNetStorageTests(PostgreSqlFixture postgres) : GrainStorageSuite, IAsyncLifetime
{
    private StorageHost _host = null!;

    protected override IGrainStorage Storage => _host.Storage;

    protected override bool TellsClassesApart => false;

    protected override bool Takes(string key) => !key.Contains('{', StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        PostgreSqlServer server = await postgres.ServerAsync();
        _host = await StorageHost.StartAsync(silo => silo.AddAdoNetGrainStorage(StorageHost.Name, options => options.Configure<Serializer>((storage, serializer) =>
        {
            storage.Invariant = "Npgsql";
            storage.ConnectionString = server.ConnectionString;
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        })));
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_cleared_state_keeps_its_row_so_that_versions_go_on()
    {
        GrainId id = GrainId.Create("suite", $"row-{Guid.NewGuid():N}");
        var state = new GrainState<SuiteState>(new SuiteState());
        await Storage.WriteStateAsync("state", id, state);
        await Storage.ClearStateAsync("state", id, state);
        var read = new GrainState<SuiteState>();
        await Storage.ReadStateAsync("state", id, read);

        Assert.Equal("2", state.ETag);
        Assert.Equal("2", read.ETag);
        Assert.False(read.RecordExists);
    }

    [Theory]
    [InlineData("7F", "7f", true)]
    [InlineData("7F", "07F", true)]
    [InlineData("7F", "7F+", false)]
    [InlineData("7F", "7F+x", false)]
    [InlineData("0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF", true)]
    [InlineData("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcde0", false)]
    [InlineData("xyz", "Xyz", false)]
    public void Keys_of_digits_are_numbers_as_in_Orleans(string left, string right, bool isSame)
    {
        AdoNetKey first = AdoNetKey.Of(GrainId.Create("t", left));
        AdoNetKey second = AdoNetKey.Of(GrainId.Create("t", right));

        Assert.Equal(isSame, first == second);
        if (isSame) Assert.Equal(first.Hash, second.Hash);
    }
}

/// <summary>The suite on PostgreSQL, with states in JSON, connections of a data source, and rows that go when they are cleared.</summary>
public sealed class AdoNetDeletingStorageTests(PostgreSqlFixture postgres) : GrainStorageSuite, IAsyncLifetime
{
    private NpgsqlDataSource? _source;
    private StorageHost _host = null!;

    protected override IGrainStorage Storage => _host.Storage;

    protected override bool TellsClassesApart => false;

    protected override bool Takes(string key) => !key.Contains('{', StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        PostgreSqlServer server = await postgres.ServerAsync();
        _source = NpgsqlDataSource.Create(server.ConnectionString);
        _host = await StorageHost.StartAsync(silo => silo.AddAdoNetGrainStorage(StorageHost.Name, (AdoNetGrainStorageOptions options) =>
        {
            options.Invariant = "Npgsql";
            options.DataSource = _source;
            options.DeleteStateOnClear = true;
        }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (_source is not null) await _source.DisposeAsync();
    }
}

/// <summary>What the suite does not ask: starting, schemas, restarts.</summary>
public sealed class AdoNetStartTests(PostgreSqlFixture postgres)
{
    [Fact]
    public async Task The_schema_may_be_applied_again_and_by_many_at_once()
    {
        PostgreSqlServer server = await postgres.ServerAsync();
        string sql = await File.ReadAllTextAsync(PostgreSqlFixture.Schema, TestContext.Current.CancellationToken);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.ConnectionString);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using NpgsqlCommand command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }));

        await using NpgsqlCommand count = source.CreateCommand("SELECT count(*) FROM OrleansQuery");
        Assert.Equal(13L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_the_schema_the_silo_does_not_start()
    {
        PostgreSqlServer server = await postgres.ServerAsync();
        string empty = server.ConnectionString.Replace("Database=postgres", "Database=template1", StringComparison.Ordinal);

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => StartAsync("Npgsql", empty));

        Assert.Contains("orleansquery", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Npgsql", null)]
    [InlineData("Oracle", "Host=127.0.0.1")]
    [InlineData("", "Host=127.0.0.1")]
    public Task Options_that_cannot_work_are_refused(string invariant, string? connection) =>
        Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync(invariant, connection));

    [Fact]
    public async Task A_storage_serves_again_after_the_server_was_restarted()
    {
        Assert.SkipUnless(PostgreSqlServer.IsInstalled, "There is no PostgreSQL on this machine.");
        await using PostgreSqlServer server = await PostgreSqlServer.StartAsync(TestContext.Current.CancellationToken);
        await server.ApplyAsync(PostgreSqlFixture.Schema, TestContext.Current.CancellationToken);
        await using StorageHost host = await StorageHost.StartAsync(silo => Configure(silo, "Npgsql", server.ConnectionString));
        GrainId id = GrainId.Create("suite", "restart");
        var state = new GrainState<SuiteState>(new SuiteState { Text = "kept" });
        await host.Storage.WriteStateAsync("state", id, state);

        await server.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => host.Storage.WriteStateAsync("state", id, state));
        await server.StartAgainAsync(TestContext.Current.CancellationToken);

        var read = new GrainState<SuiteState>();
        await host.Storage.ReadStateAsync("state", id, read);
        Assert.Equal("kept", read.State!.Text);
        await host.Storage.WriteStateAsync("state", id, state);
    }

    private static async Task StartAsync(string invariant, string? connection)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => Configure(silo, invariant, connection));
    }

    private static void Configure(ISiloBuilder silo, string invariant, string? connection) =>
        silo.AddAdoNetGrainStorage(StorageHost.Name, (AdoNetGrainStorageOptions options) =>
        {
            options.Invariant = invariant;
            options.ConnectionString = connection;
        });
}
