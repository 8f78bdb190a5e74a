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
/// A silo with the environment of the rendered manifest, on the loopback and a PostgreSQL of its own: what differs from a pod is where secrets
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
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using PostgreSqlServer server = await PostgreSqlServer.StartAsync(cancellation);
        WriteSecrets(server.ConnectionString);
        List<JsonObject> items = Manifests.Render("local");
        JsonObject container = items.Get("StatefulSet", "starling-silo").Containers().Single();
        int health = FreePorts.Next();
        Dictionary<string, string> environment = container.Environment(items, field => field == "metadata.name" ? "starling-silo-0" : "127.0.0.1");
        foreach ((string key, int port) in (ReadOnlySpan<(string, int)>)[("Silo__SiloPort", FreePorts.Next()), ("Silo__GatewayPort", FreePorts.Next()), ("Health__Port", health)])
        {
            Assert.True(environment.ContainsKey(key));
            environment[key] = port.ToString(CultureInfo.InvariantCulture);
        }

        using Process silo = Start(environment);
        try
        {
            foreach (string probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            {
                string path = container[probe]!["httpGet"]!["path"].Text()!;
                Assert.Equal(200, await AskAsync($"http://127.0.0.1:{health}{path}", silo));
            }

            using Process term = Process.Start("kill", ["-TERM", silo.Id.ToString(CultureInfo.InvariantCulture)]);
            await silo.WaitForExitAsync(cancellation);
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

    // Every file that secrets.example.yaml names, where the pod would see it.
    private void WriteSecrets(string postgres)
    {
        using var authority = new TestAuthority(TimeProvider.System.GetUtcNow(), "authority");
        using X509Certificate2 certificate = authority.Issue("starling");
        foreach (string part in (string[])["tls", "access", "storage"])
            Directory.CreateDirectory(folder[part]);
        File.WriteAllBytes(folder["tls/silo.pfx"], certificate.Export(X509ContentType.Pfx, "a password"));
        folder.Write("tls/silo.password", "a password\n");
        folder.Write("tls/ca.pem", authority.Certificate.ExportCertificatePem());
        folder.Write("access/tokens.json", "[]");
        folder.Write("access/cluster-secret", "what the silos of a test know each other by\n");
        folder.Write("storage/postgres", postgres);
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
