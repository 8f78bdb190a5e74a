using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Starling.Silo.Settings;
using Starling.Silo.Tests.Connections;
using Starling.TestSupport;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Deployment.Tests;

/// <summary>
/// A silo with the environment of the rendered manifest, on the loopback and a PostgreSQL, or an Azurite, of its own: what differs from a pod is where secrets
/// lie, which ports are free and which address the pod has.
/// </summary>
public sealed class RenderedSiloTests : IDisposable
{
    private const string Mounted = "/run/secrets/starling";

    private readonly TempFolder folder = new();
    private readonly HttpClient http = new();

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task ASiloOfTheManifestStartsAnswersItsProbesAndEndsInOrder()
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        Assert.SkipUnless(PostgreSqlServer.IsInstalled, "PostgreSQL is not installed: run eng/install-test-services.sh.");
        await using PostgreSqlServer server = await PostgreSqlServer.StartAsync(TestContext.Current.CancellationToken);
        using var authority = new TestAuthority(TimeProvider.System.GetUtcNow(), "authority");
        WriteSecrets(authority);
        folder.Write("storage/postgres", server.ConnectionString);

        await RunAsync(Manifests.Render("local"));
    }

    [Fact]
    public async Task ASiloOnAzureStartsWithTheIdentityOfItsPodAndNoSecret()
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        Assert.SkipWhen(typeof(IGrainFactory).Assembly.GetName().Name == "Orleans.Standin", "The stand-in keeps no members in Azure tables.");
        Assert.SkipUnless(AzuriteServer.HasNode, "There is no node on this machine: Azurite runs on it.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var authority = new TestAuthority(TimeProvider.System.GetUtcNow(), "authority");
        WriteSecrets(authority);
        using X509Certificate2 certificate = authority.Issue();
        await using AzuriteServer server = await AzuriteServer.StartAsync(cancellation, certificate);
        await using FakeEntra entra = await FakeEntra.StartAsync(certificate, cancellation);
        List<JsonObject> items = Manifests.Render("azure");
        string client = items.Get("ServiceAccount", "starling")["metadata"]!["annotations"]!["azure.workload.identity/client-id"].Text()!;

        await RunAsync(items, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Clustering__ServiceUri"] = server.TableUri.ToString(),
            ["Storage__ServiceUri"] = server.BlobUri.ToString(),

            // What the webhook adds to a pod with the label.
            ["AZURE_AUTHORITY_HOST"] = entra.Address,
            ["AZURE_TENANT_ID"] = "a-tenant",
            ["AZURE_CLIENT_ID"] = client,
            ["AZURE_FEDERATED_TOKEN_FILE"] = folder.Write("azure-identity-token", "a token of the cluster"),

            // A test's authorities are nobody else's, and nothing leaves the loopback.
            ["SSL_CERT_FILE"] = folder["tls/ca.pem"],
            ["HTTPS_PROXY"] = $"http://127.0.0.1:{FreePorts.Next()}",
            ["NO_PROXY"] = "127.0.0.1",
        });

        Assert.NotEmpty(entra.Requests);
        Assert.All(entra.Requests, request =>
        {
            Assert.Equal(client, request["client_id"].ToString());
            Assert.Equal("a token of the cluster", request["client_assertion"].ToString());
            Assert.StartsWith("https://storage.azure.com/", request["scope"].ToString(), StringComparison.Ordinal);
        });
    }

    // Starts a silo with the environment of a manifest, and a few variables besides; asks it what the node of a cluster asks it; and ends it.
    private async Task RunAsync(List<JsonObject> items, IReadOnlyDictionary<string, string>? more = null)
    {
        JsonObject container = items.Get("StatefulSet", "starling-silo").Containers().Single();
        int health = FreePorts.Next();
        Dictionary<string, string> environment = container.Environment(items, field => field == "metadata.name" ? "starling-silo-0" : "127.0.0.1");
        foreach ((string key, int port) in (ReadOnlySpan<(string, int)>)[("Silo__SiloPort", FreePorts.Next()), ("Silo__GatewayPort", FreePorts.Next()), ("Health__Port", health)])
        {
            Assert.True(environment.ContainsKey(key));
            environment[key] = port.ToString(CultureInfo.InvariantCulture);
        }

        foreach ((string key, string value) in more ?? new Dictionary<string, string>())
            environment[key] = value;

        using Process silo = Start(environment);
        try
        {
            foreach (string probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            {
                string path = container[probe]!["httpGet"]!["path"].Text()!;
                Assert.Equal(200, await AskAsync($"http://127.0.0.1:{health}{path}", silo));
            }

            using Process term = Process.Start("kill", ["-TERM", silo.Id.ToString(CultureInfo.InvariantCulture)]);
            await silo.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, silo.ExitCode);
        }
        finally
        {
            if (!silo.HasExited)
                silo.Kill();
        }
    }

    private Process Start(Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostSettings).Assembly.Location]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string key, string value) in environment)
            start.Environment[key] = value.Replace(Mounted, folder.Path, StringComparison.Ordinal);
        Process silo = Process.Start(start)!;
        silo.OutputDataReceived += (_, _) => { };
        silo.BeginOutputReadLine();
        return silo;
    }

    // The files that every silo's pod sees, where it would see them.
    private void WriteSecrets(TestAuthority authority)
    {
        using X509Certificate2 certificate = authority.Issue("starling");
        folder.Write("tls/silo.pfx", certificate.Export(X509ContentType.Pfx, "a password"));
        folder.Write("tls/silo.password", "a password\n");
        folder.Write("tls/ca.pem", authority.Certificate.ExportCertificatePem());
        folder.Write("access/tokens.json", "[]");
        folder.Write("access/cluster-secret", "what the silos of a test know each other by\n");
    }

    // Asked again until the silo has joined.
    private async Task<int> AskAsync(string address, Process silo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            if (silo.HasExited)
                Assert.Fail($"The silo ended with {silo.ExitCode}: {await silo.StandardError.ReadToEndAsync(patience.Token)}");
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri(address), patience.Token);
                if (answer.IsSuccessStatusCode)
                    return (int)answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, patience.Token);
        }
    }
}
