using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Starling.TestSupport.Services;
using Xunit;

namespace Orleans.Standin.Tests.Support;

/// <summary>The tests that share one server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSql>
{
    public const string Name = "PostgreSQL";
}

/// <summary>A PostgreSQL server of the tests' own, in a temporary folder. Where its programs are not installed the tests skip.</summary>
public sealed class PostgreSql : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"standin-postgres-{Guid.NewGuid():N}");
    private string? _programs;

    /// <summary>How to connect; null where there is no server.</summary>
    public string? ConnectionString { get; private set; }

    /// <summary>Skips the test where there is no server.</summary>
    public string Require()
    {
        Assert.SkipWhen(ConnectionString is null, "PostgreSQL is not installed.");
        return ConnectionString;
    }

    public async ValueTask InitializeAsync()
    {
        _programs = System.IO.Directory.Exists("/usr/lib/postgresql")
            ? System.IO.Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        if (_programs is null) return;
        System.IO.Directory.CreateDirectory(_folder);
        if (IsRoot) await RunAsync("chown", "postgres", _folder);
        string data = Path.Combine(_folder, "data");
        int port = FreePorts.Next();
        await RunServerProgramAsync("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N");
        await RunServerProgramAsync(
            "pg_ctl", "-D", data, "-w", "-l", Path.Combine(_folder, "log"), "-o", string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"), "start");
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString);
        await using NpgsqlCommand schema = source.CreateCommand(Schema);
        await schema.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_programs is null) return;
        await RunServerProgramAsync("pg_ctl", "-D", Path.Combine(_folder, "data"), "-m", "immediate", "stop");
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    // The server refuses to run as root.
    private Task RunServerProgramAsync(string program, params string[] arguments)
    {
        string path = Path.Combine(_programs!, program);
        return IsRoot ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, WorkingDirectory = "/", RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>The smallest schema that has Orleans' keys, parameters and columns.</summary>
    private const string Schema = """
        CREATE TABLE OrleansQuery (QueryKey varchar(64) PRIMARY KEY, QueryText varchar(8000) NOT NULL);
        CREATE TABLE OrleansMembershipVersionTable (DeploymentId varchar(150) PRIMARY KEY, Version integer NOT NULL DEFAULT 0);
        CREATE TABLE OrleansMembershipTable (
            DeploymentId varchar(150) NOT NULL, Address varchar(45) NOT NULL, Port integer NOT NULL, Generation integer NOT NULL,
            SiloName varchar(150) NOT NULL, HostName varchar(150) NOT NULL, Status integer NOT NULL, ProxyPort integer NULL,
            SuspectTimes varchar(8000) NULL, StartTime timestamptz(3) NOT NULL, IAmAliveTime timestamptz(3) NOT NULL,
            PRIMARY KEY (DeploymentId, Address, Port, Generation));
        INSERT INTO OrleansQuery VALUES
        ('InsertMembershipVersionKey', 'WITH done AS (INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
            ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*)::integer FROM done'),
        ('InsertMembershipKey', 'WITH version AS (UPDATE OrleansMembershipVersionTable SET Version = Version + 1
            WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (SELECT 1 FROM OrleansMembershipTable
                WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation) RETURNING 1),
            done AS (INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
            SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM version RETURNING 1)
            SELECT count(*)::integer FROM done'),
        ('UpdateMembershipKey', 'WITH version AS (UPDATE OrleansMembershipVersionTable SET Version = Version + 1
            WHERE DeploymentId = @DeploymentId AND Version = @Version AND EXISTS (SELECT 1 FROM OrleansMembershipTable
                WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation) RETURNING 1),
            done AS (UPDATE OrleansMembershipTable SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
                AND EXISTS (SELECT 1 FROM version) RETURNING 1) SELECT count(*)::integer FROM done'),
        ('UpdateIAmAlivetimeKey', 'UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation'),
        ('MembershipReadRowKey', 'SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime,
            m.IAmAliveTime, v.Version FROM OrleansMembershipVersionTable v LEFT OUTER JOIN OrleansMembershipTable m ON v.DeploymentId = m.DeploymentId
            AND Address = @Address AND Port = @Port AND Generation = @Generation WHERE v.DeploymentId = @DeploymentId'),
        ('MembershipReadAllKey', 'SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime,
            m.IAmAliveTime, v.Version FROM OrleansMembershipVersionTable v LEFT OUTER JOIN OrleansMembershipTable m ON v.DeploymentId = m.DeploymentId
            WHERE v.DeploymentId = @DeploymentId'),
        ('GatewaysQueryKey', 'SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0'),
        ('DeleteMembershipTableEntriesKey', 'DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId'),
        ('CleanupDefunctSiloEntriesKey', 'DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status != 3');
        """;
}
