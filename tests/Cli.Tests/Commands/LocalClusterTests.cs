using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Cli.Local;
using Starling.Client.Connections;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Cli.Tests.Commands;

/// <summary><c>up</c> and <c>down</c> over silos that are only names.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private readonly FakeHost fake = new() { OtherClock = new SkippingTimeProvider() };

    private string Folder => Path.Combine(fake.ApplicationData, "starling", "local");

    private IReadOnlyList<SiloLaunch> Launches => [.. fake.Launcher.Launches.Where(launch => launch.Command == "silo")];

    private SiloLaunch DashboardLaunch => fake.Launcher.Launches.Single(launch => launch.Command == "dashboard");

    public LocalClusterTests() => fake.Launcher.OnLaunch = _ => Join(Launches.Count);

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task Up_starts_three_silos_and_says_how_to_go_on()
    {
        Assert.Equal(0, await fake.InvokeAsync("up"));

        Assert.Equal(3 + 1, fake.Launcher.Alive);
        Assert.Equal(["silo-1", "silo-2", "silo-3"], Launches.Select(launch => Setting(launch, "Silo:Name")));
        Assert.Equal(6, Launches.SelectMany(launch => (string[])[Setting(launch, "Silo:SiloPort"), Setting(launch, "Silo:GatewayPort")]).Distinct().Count());
        Assert.Contains($"silo-2  127.0.0.1:{Setting(Launches[1], "Silo:GatewayPort")}  1002", fake.Out, StringComparison.Ordinal);
        Assert.Contains("starling submit jobs/quickstart.yaml --wait", fake.Out, StringComparison.Ordinal);
        Assert.Contains($"STARLING_CA={Path.Combine(Folder, "ca.pem")}", fake.Out, StringComparison.Ordinal);
        StarlingConnectionOptions connection = fake.Connections[^1];
        Assert.Equal(string.Join(',', Launches.Select(launch => $"127.0.0.1:{Setting(launch, "Silo:GatewayPort")}")), connection.Addresses);
        Assert.Equal((TlsUse.On, Path.Combine(Folder, "ca.pem")), (connection.Tls, connection.CaFile));
    }

    [Fact]
    public async Task Up_serves_a_dashboard_beside_the_silos()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "2"));

        string url = Setting(DashboardLaunch, "Dashboard:Url");
        Assert.StartsWith("http://127.0.0.1:", url, StringComparison.Ordinal);
        Assert.Contains($"Dashboard          {url}", fake.Out, StringComparison.Ordinal);
        Assert.Equal(fake.Connections[^1].Addresses, Setting(DashboardLaunch, "Dashboard:Cluster"));
        Assert.Equal(Path.Combine(Folder, "viewer.token"), Setting(DashboardLaunch, "Dashboard:TokenFile"));
        Assert.Equal(Path.Combine(Folder, "ca.pem"), Setting(DashboardLaunch, "Dashboard:CaFile"));
        Assert.True(Directory.Exists(Setting(DashboardLaunch, "Dashboard:KeysFolder")));
    }

    [Fact]
    public async Task Up_serves_no_dashboard_where_none_is_wanted()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "2", "--no-dashboard", "--json"));

        Assert.Equal(2, fake.Launcher.Alive);
        using JsonDocument told = JsonDocument.Parse(fake.Out);
        Assert.Equal(JsonValueKind.Null, told.RootElement.GetProperty("dashboard").ValueKind);
    }

    [Fact]
    public async Task A_dashboard_that_does_not_answer_is_quoted_and_nothing_is_left()
    {
        fake.Answers = false;
        fake.Launcher.OnLaunch = process =>
        {
            if (fake.Launcher.Launches[^1].Command == "silo")
            {
                Join(Launches.Count);
                return;
            }

            File.WriteAllText(fake.Launcher.Launches[^1].LogFile, "STAR0707: http://127.0.0.1:8080: address already in use\n");
            fake.Launcher.Die(process);
        };

        Assert.Equal(2, await fake.InvokeAsync("up"));

        Assert.Contains("address already in use", fake.Err, StringComparison.Ordinal);
        Assert.Equal(0, fake.Launcher.Alive);
        Assert.Empty(Directory.GetFiles(Folder, "*.pid"));
    }

    [Fact]
    public async Task What_is_secret_stands_in_files_of_the_owner_alone()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "1"));

        string secret = (await File.ReadAllTextAsync(Path.Combine(Folder, "cluster.secret"), TestContext.Current.CancellationToken)).Trim();
        string token = (await File.ReadAllTextAsync(Path.Combine(Folder, "operator.token"), TestContext.Current.CancellationToken)).Trim();
        Assert.True(secret.Length >= 32);
        Assert.Equal(secret, Launches[0].Environment["Security__ClusterSecret"]);
        Assert.DoesNotContain(Launches[0].Arguments, argument => argument.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(secret, fake.Out + fake.Err, StringComparison.Ordinal);
        Assert.DoesNotContain(token, fake.Out + fake.Err, StringComparison.Ordinal);
        Assert.Equal(token, fake.Connections[^1].Token);
        TokenRow row = TokenFile.Read(Path.Combine(Folder, "tokens.json")).Single(row => row.Role == AccessRole.Operator);
        Assert.Equal(TokenFile.Row("local-operator", AccessRole.Operator, token), row);
        if (OperatingSystem.IsWindows())
            return;

        foreach (string file in Directory.GetFiles(Folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public async Task Up_when_up_is_refused_and_commands_find_the_cluster()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "2", "--no-tls"));
        Assert.Equal(2, await fake.InvokeAsync("up"));
        Assert.Contains($"STAR0704: A cluster of 2 silos runs from {Folder}.", fake.Err, StringComparison.Ordinal);

        Assert.Equal(0, await fake.InvokeAsync("jobs"));
        Assert.Equal((TlsUse.Off, null), (fake.Connections[^1].Tls, fake.Connections[^1].CaFile));
        Assert.NotNull(fake.Connections[^1].Token);
        Assert.Equal(0, await fake.InvokeAsync("jobs", "--token", "other"));
        Assert.Equal("other", fake.Connections[^1].Token);
    }

    [Fact]
    public async Task Down_ends_what_up_started_and_keeps_the_rest()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "2"));
        string storage = Path.Combine(Folder, "storage", "a job");
        await File.WriteAllTextAsync(storage, "", TestContext.Current.CancellationToken);

        Assert.Equal(0, await fake.InvokeAsync("down"));

        Assert.Equal(0, fake.Launcher.Alive);
        // The dashboard first, which asks the silos.
        Assert.Equal([1003, 1001, 1002], fake.Launcher.Terminated.Select(process => process.Id));
        Assert.Empty(fake.Launcher.Killed);
        Assert.Empty(Directory.GetFiles(Folder, "*.pid"));
        Assert.True(File.Exists(storage));
        Assert.Contains("2 silos ended.", fake.Out, StringComparison.Ordinal);

        Assert.Equal(3, await fake.InvokeAsync("down"));
        Assert.Contains("STAR0705: No local cluster runs from ", fake.Err, StringComparison.Ordinal);
        Assert.Equal(3, await fake.InvokeAsync("jobs"));
    }

    [Fact]
    public async Task Ports_tokens_and_certificates_are_those_of_last_time()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "2"));
        string[] before = Kept();
        Assert.Equal(0, await fake.InvokeAsync("down"));
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "2"));

        Assert.Equal(before, Kept());
        Assert.Equal(Launches[0].Arguments, Launches[2].Arguments);

        string[] Kept() => [.. ((string[])["operator.token", "ca.pem", "cluster.secret", "tokens.json"]).Select(name => File.ReadAllText(Path.Combine(Folder, name)))];
    }

    [Fact]
    public async Task A_silo_that_does_not_end_is_killed_and_named()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "2"));
        fake.Launcher.Obeys = silo => silo.Id != 1002;

        Assert.Equal(0, await fake.InvokeAsync("down"));

        Assert.Equal(1002, Assert.Single(fake.Launcher.Killed).Id);
        Assert.Contains("silo-2 did not end in time and was killed", fake.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_another_process_has_by_now_is_left_alone()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "1"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "silo-1.pid"), "1001 born-earlier\n", TestContext.Current.CancellationToken);

        Assert.Equal(3, await fake.InvokeAsync("down"));
        Assert.Equal(1002, Assert.Single(fake.Launcher.Terminated).Id);
        Assert.Empty(Directory.GetFiles(Folder, "*.pid"));
    }

    [Fact]
    public async Task A_silo_that_cannot_start_is_quoted_and_none_is_left()
    {
        fake.Connect = _ => throw new StarlingException(ErrorCatalog.ClusterUnreachable, "No silo answers.");
        fake.Launcher.OnLaunch = silo =>
        {
            if (silo.Id != 1002)
                return;
            File.WriteAllText(Launches[^1].LogFile, "info: starting\nSTAR0701: Port 11111 of 127.0.0.1 is taken.\n");
            fake.Launcher.Die(silo);
        };

        Assert.Equal(2, await fake.InvokeAsync("up"));

        Assert.Contains("STAR0701: silo-2 ended: STAR0701: Port 11111 of 127.0.0.1 is taken.", fake.Err, StringComparison.Ordinal);
        Assert.Equal(0, fake.Launcher.Alive);
        Assert.Empty(Directory.GetFiles(Folder, "*.pid"));
    }

    [Fact]
    public async Task A_cluster_that_does_not_come_together_is_ended()
    {
        fake.Launcher.OnLaunch = _ => Join(2);

        Assert.Equal(2, await fake.InvokeAsync("up"));

        Assert.Contains("STAR0701: The cluster is not ready after 90 s. silo-3 did not join.", fake.Err, StringComparison.Ordinal);
        Assert.Equal(0, fake.Launcher.Alive);
    }

    [Fact]
    public async Task A_folder_can_be_named()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "1", "--dir", "here", "--data", "sets"));
        Assert.True(File.Exists(Path.Combine(fake.CurrentDirectory, "here", "cluster.json")));
        Assert.Contains($"STARLING_LOCAL={Path.Combine(fake.CurrentDirectory, "here")} starling down", fake.Out, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(fake.CurrentDirectory, "sets"), Setting(Launches[0], "Silo:DataFolder"));

        Assert.Equal(3, await fake.InvokeAsync("down"));
        fake.Variables["STARLING_LOCAL"] = "here";
        Assert.Equal(0, await fake.InvokeAsync("jobs"));
        Assert.Equal(0, await fake.InvokeAsync("down"));
    }

    [Fact]
    public async Task Up_answers_in_json()
    {
        Assert.Equal(0, await fake.InvokeAsync("up", "--silos", "1", "--json"));

        using JsonDocument answer = JsonDocument.Parse(fake.Out);
        Assert.Equal($"127.0.0.1:{Setting(Launches[0], "Silo:GatewayPort")}", answer.RootElement.GetProperty("cluster").GetString());
        Assert.Equal(1001, answer.RootElement.GetProperty("silos")[0].GetProperty("process").GetInt32());
        Assert.Equal("", fake.Err);
    }

    [Fact]
    public async Task Ctrl_c_while_starting_leaves_no_silo()
    {
        fake.Connect = _ =>
        {
            fake.Interrupt();
            throw new StarlingException(ErrorCatalog.ClusterUnreachable, "No silo answers.");
        };

        Assert.Equal(130, await fake.InvokeAsync("up"));
        Assert.Equal(0, fake.Launcher.Alive);
        Assert.Contains("no silo is left", fake.Err, StringComparison.Ordinal);
    }

    private static string Setting(SiloLaunch launch, string name) =>
        launch.Arguments.Single(argument => argument.StartsWith($"--{name}=", StringComparison.Ordinal)).Split('=', 2)[1];

    private void Join(int silos) => fake.Cluster.Silos =
        [.. Enumerable.Range(1, silos).Select(number => new SiloReport { Name = $"silo-{number}", Address = "" })];
}
