using System.Diagnostics;

namespace Starling.TestSupport.Services;

/// <summary>
/// Microsoft's emulator of Azure Blob storage, as a test's own: in a temporary folder, on a free port of the loopback, gone with
/// its data when it is disposed.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    // The account that every Azurite has; no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly string Script = Repository.PathOf("artifacts", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js");
    private readonly TempFolder _folder = new();
    private ServerProcess? _server;

    private AzuriteServer()
    {
    }

    /// <summary>Whether this machine has what Azurite runs on.</summary>
    public static bool HasNode => ServerProcess.Find("node") is not null;

    /// <summary>The port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>How to connect.</summary>
    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{Port}/{Account};";

    /// <summary>Starts an empty server.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AzuriteServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new AzuriteServer();
        try
        {
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
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Script)) throw new InvalidOperationException("There is no Azurite: run eng/install-test-services.sh.");
        _server = await ServerProcess.StartAsync(
            new ProcessStartInfo("node", [Script, "--blobHost", "127.0.0.1", "--blobPort", $"{Port}", "--location", _folder.Path, "--silent", "--disableTelemetry"])
            {
                WorkingDirectory = _folder.Path,
            },
            "successfully listens",
            cancellationToken);
    }

    /// <summary>Ends the server; the data stay.</summary>
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
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }
}
