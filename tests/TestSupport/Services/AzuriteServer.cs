using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Starling.TestSupport.Services;

/// <summary>
/// Microsoft's emulator of Azure Storage, as a test's own: blobs and tables, in a temporary folder, on free ports of the loopback, gone with
/// its data when it is disposed.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    // The account that every Azurite has; no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly string Script = Repository.PathOf("artifacts", "azurite", "node_modules", "azurite", "dist", "src", "azurite.js");
    private readonly TempFolder _folder = new();
    private readonly int _blobPort = FreePorts.Next();
    private readonly int _queuePort = FreePorts.Next();
    private readonly int _tablePort = FreePorts.Next();
    private readonly bool _takesTokens;
    private ServerProcess? _server;

    private AzuriteServer(X509Certificate2? certificate)
    {
        if (certificate is null) return;
        _takesTokens = true;
        _folder.Write("azurite.pem", certificate.ExportCertificatePem());
        _folder.Write("azurite.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Whether this machine has what Azurite runs on.</summary>
    public static bool HasNode => ServerProcess.Find("node") is not null;

    /// <summary>Where blobs are.</summary>
    public Uri BlobUri => Address(_blobPort);

    /// <summary>Where tables are.</summary>
    public Uri TableUri => Address(_tablePort);

    /// <summary>How to connect with the account's key.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol={BlobUri.Scheme};AccountName={Account};AccountKey={Key};BlobEndpoint={BlobUri};TableEndpoint={TableUri};";

    /// <summary>Starts an empty server.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="certificate">With its key: the server speaks TLS and takes tokens of Microsoft Entra, of which it checks all but the signature.</param>
    public static async Task<AzuriteServer> StartAsync(CancellationToken cancellationToken, X509Certificate2? certificate = null)
    {
        var server = new AzuriteServer(certificate);
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
            new ProcessStartInfo("node",
            [
                Script, "--location", _folder.Path, "--silent", "--disableTelemetry",
                "--blobHost", "127.0.0.1", "--blobPort", $"{_blobPort}", "--queueHost", "127.0.0.1", "--queuePort", $"{_queuePort}",
                "--tableHost", "127.0.0.1", "--tablePort", $"{_tablePort}",
                .. _takesTokens ? (string[])["--cert", _folder["azurite.pem"], "--key", _folder["azurite.key"], "--oauth", "basic"] : [],
            ])
            {
                WorkingDirectory = _folder.Path,
            },
            "Table service is successfully listening",
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

    private Uri Address(int port) => new($"{(_takesTokens ? "https" : "http")}://127.0.0.1:{port}/{Account}");
}
