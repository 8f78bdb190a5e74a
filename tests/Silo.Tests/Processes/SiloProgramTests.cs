using System.Net;
using System.Net.Sockets;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Silo.Tests.Processes;

public sealed class SiloProgramTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("starling-silo-").FullName;
    private readonly HttpClient http = new();

    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Settings_that_cannot_be_are_told_in_one_line_and_nothing_starts()
    {
        using SiloProgram silo = SiloProgram.Start("--Silo:SiloPort=0", "--Storage:Kind=folder", "--Tls:CaFile=x.pem");

        (int code, string error) = await silo.EndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.StartsWith("STAR0112", error, StringComparison.Ordinal);
        Assert.Contains("SiloPort", error, StringComparison.Ordinal);
        Assert.Contains("Folder", error, StringComparison.Ordinal);
        Assert.Contains("Certificate", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using SiloProgram silo = SiloProgram.Start(
            SiloProgram.Setting("Silo:SiloPort", ((IPEndPoint)taken.LocalEndpoint).Port), SiloProgram.Setting("Silo:GatewayPort", FreePorts.Next()));

        (int code, string error) = await silo.EndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.StartsWith("STAR0701", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_none_is_told_in_one_line()
    {
        string file = Path.Combine(folder, "silo.pfx");
        await File.WriteAllTextAsync(file, "no certificate", TestContext.Current.CancellationToken);
        using SiloProgram silo = SiloProgram.Start($"--Tls:Certificate={file}");

        (int code, string error) = await silo.EndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.StartsWith("STAR0702", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_without_the_password()
    {
        using SiloProgram silo = SiloProgram.Start(
            "--Storage:Kind=postgresql", $"--Storage:ConnectionString=Host=127.0.0.1;Port={FreePorts.Next()};Username=u;Password=hidden-word;Timeout=3");

        (int code, string error) = await silo.EndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.StartsWith("STAR0409", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-word", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_tells_when_it_is_ready_and_ends_in_order_when_asked()
    {
        int health = FreePorts.Next();
        string storage = Path.Combine(folder, "storage");
        using SiloProgram silo = SiloProgram.Start(
            SiloProgram.Setting("Silo:SiloPort", FreePorts.Next()),
            SiloProgram.Setting("Silo:GatewayPort", FreePorts.Next()),
            SiloProgram.Setting("Health:Port", health),
            "--Storage:Kind=folder",
            $"--Storage:Folder={storage}");

        Assert.Equal("ready", await AskAsync($"http://127.0.0.1:{health}/health/ready"));
        Assert.Equal("alive", await AskAsync($"http://127.0.0.1:{health}/health/live"));
        await silo.SignalAsync("TERM", TestContext.Current.CancellationToken);

        Assert.Equal(0, (await silo.EndAsync(TestContext.Current.CancellationToken)).ExitCode);
    }

    // Asked again until the silo listens: it takes a second or two to start.
    private async Task<string> AskAsync(string address)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(address, patience.Token);
                if (answer.IsSuccessStatusCode)
                    return await answer.Content.ReadAsStringAsync(patience.Token);
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }
        }
    }
}
