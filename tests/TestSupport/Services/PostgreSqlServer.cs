using System.Diagnostics;

namespace Starling.TestSupport.Services;

/// <summary>
/// A PostgreSQL server of a test's own: in a temporary folder, on a free port of the loopback, gone with its data when it is
/// disposed. PostgreSQL does not run as root; a test that does runs it as <c>postgres</c>, whom the package brings.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly string? Programs = FindPrograms();
    private readonly TempFolder _folder = new();
    private ServerProcess? _server;

    private PostgreSqlServer()
    {
    }

    /// <summary>Whether PostgreSQL is on this machine; <c>eng/install-test-services.sh</c> installs it.</summary>
    public static bool IsInstalled => Programs is not null;

    /// <summary>The port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>How to connect to its first database.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=starling;Database=postgres";

    /// <summary>Makes and starts a server without any table.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PostgreSqlServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new PostgreSqlServer();
        try
        {
            // Whoever runs the server makes its folder in here.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(server._folder.Path, (UnixFileMode)0b111_111_111);
            await ServerProcess.RunAsync(
                Command("initdb", "--pgdata", server.Data, "--username", "starling", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
                cancellationToken);
            await server.StartAgainAsync(cancellationToken);
            return server;
        }
        catch (Exception)
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server with the data it had, after <see cref="StopAsync"/>.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task StartAgainAsync(CancellationToken cancellationToken) => _server = await ServerProcess.StartAsync(
        Command(
            "postgres", "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "max_connections=200", "-c", "logging_collector=off"),
        "database system is ready to accept connections",
        cancellationToken);

    /// <summary>Applies a file of SQL.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ApplyAsync(string path, CancellationToken cancellationToken) => ServerProcess.RunAsync(
        new ProcessStartInfo(Path.Combine(Programs!, "psql"), [
            "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--host", "127.0.0.1", "--port", $"{Port}", "--username", "starling", "--dbname", "postgres", "--file", path]),
        cancellationToken);

    /// <summary>Ends the server and every connection to it at once; the data stay.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is null) return;
        await _server.StopAsync(cancellationToken);
        await _server.DisposeAsync();
        _server = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _folder.Dispose();
    }

    private string Data => _folder["data"];

    private static ProcessStartInfo Command(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Programs ?? throw new InvalidOperationException("There is no PostgreSQL: run eng/install-test-services.sh."), program), arguments)
        {
            WorkingDirectory = "/",
        };
        if (Environment.IsPrivilegedProcess) start.UserName = "postgres";
        return start;
    }

    // Debian keeps the programs of a server out of PATH, a folder a version.
    private static string? FindPrograms()
    {
        string? installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderBy(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0).LastOrDefault()
            : null;
        return installed is not null && File.Exists(Path.Combine(installed, "bin", "initdb"))
            ? Path.Combine(installed, "bin")
            : Path.GetDirectoryName(ServerProcess.Find("initdb"));
    }
}
