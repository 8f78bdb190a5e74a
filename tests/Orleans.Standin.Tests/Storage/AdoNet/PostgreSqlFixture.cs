using Orleans.Standin.Tests.Storage.AdoNet;
using Starling.TestSupport;
using Starling.TestSupport.Services;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgreSqlFixture))]

namespace Orleans.Standin.Tests.Storage.AdoNet;

/// <summary>A PostgreSQL with the schema of <c>deploy/postgres</c>, started for the first test that asks for it.</summary>
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    public static readonly string Schema = Repository.PathOf("deploy", "postgres", "starling.sql");
    private readonly Lazy<Task<PostgreSqlServer>> _server = new(StartAsync);

    public Task<PostgreSqlServer> ServerAsync()
    {
        Assert.SkipUnless(PostgreSqlServer.IsInstalled, "There is no PostgreSQL on this machine.");
        return _server.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    private static async Task<PostgreSqlServer> StartAsync()
    {
        PostgreSqlServer server = await PostgreSqlServer.StartAsync(CancellationToken.None);
        await server.ApplyAsync(Schema, CancellationToken.None);
        return server;
    }
}
