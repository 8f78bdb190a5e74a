using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.EndToEnd;

/// <summary>A local cluster of real processes by the real commands: from <c>up</c> over a killed silo to <c>down</c> and back.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const string Job = """
        name: cluster
        algorithm: { kind: fedspeed, localEpochs: 1, batchSize: 20 }
        model: { kind: mlp, hidden: [16] }
        data: { kind: synthetic }
        workers: { count: 8, participation: 0.5 }
        stop: { rounds: 5 }
        evaluate: { every: 1 }
        checkpoint: { every: 2, seconds: 0 }
        """;

    private static readonly Dictionary<string, string> Games = new()
    {
        ["masha1"] = """
            name: masha1
            algorithm: masha1
            problem: bilinear
            workers: { count: 6 }
            compression: { up: { kind: rand-k, fraction: 0.2 }, down: { kind: rand-k, fraction: 0.2 } }
            stop: { rounds: 30 }
            evaluate: { every: 10 }
            """,
        ["alpd"] = """
            name: alpd
            algorithm: { kind: alpd, variant: inexact, innerSteps: 2 }
            problem: { kind: quadratic-constraints, dimension: 8, constraints: 5, startSeed: 2 }
            workers: { count: 6 }
            placement: { shards: 3 }
            stop: { rounds: 30 }
            evaluate: { every: 10 }
            """,
    };

    private readonly TempFolder folder = new();

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "`up` is for Linux and macOS.");
        await File.WriteAllTextAsync(folder["job.yaml"], Job, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        // Whatever a test left: the processes must be gone before their folder is.
        await StarlingProcess.RunAsync(folder.Path, CancellationToken.None, "down");
        folder.Dispose();
    }

    [Theory]
    [InlineData("2", true)]
    [InlineData("3", false)]
    public async Task A_cluster_runs_a_job_loses_a_silo_and_keeps_the_results(string silos, bool tls)
    {
        using JsonDocument cluster = JsonDocument.Parse(await DoneAsync(["up", "--silos", silos, "--json", .. tls ? (string[])[] : ["--no-tls"]]));
        Assert.Equal(int.Parse(silos, CultureInfo.InvariantCulture), cluster.RootElement.GetProperty("silos").GetArrayLength());
        Assert.Equal((2, "STAR0704"), await RefusedAsync("up"));

        Assert.StartsWith("one\n", await DoneAsync("submit", "job.yaml", "--id", "one", "--wait", "--out", "first"), StringComparison.Ordinal);
        await DoneAsync("run", "job.yaml", "--quiet", "--out", "alone");
        Assert.Equal(Hash("alone"), Hash("first"));
        Assert.Equal((2, "STAR0404"), await RefusedAsync("submit", "job.yaml", "--id", "one", "--set", "seed=2"));

        foreach ((string name, string game) in Games)
        {
            await File.WriteAllTextAsync(folder[$"{name}.yaml"], game, Cancellation);
            await DoneAsync("submit", $"{name}.yaml", "--wait", "--quiet", "--out", $"{name}-cluster");
            await DoneAsync("run", $"{name}.yaml", "--quiet", "--out", $"{name}-alone");
            Assert.Equal(Hash($"{name}-alone"), Hash($"{name}-cluster"));
        }

        using (Process victim = Process.GetProcessById(cluster.RootElement.GetProperty("silos")[1].GetProperty("process").GetInt32()))
        {
            victim.Kill();
            await victim.WaitForExitAsync(Cancellation);
        }

        await DoneAsync("submit", "job.yaml", "--id", "two", "--wait", "--quiet", "--out", "second");
        Assert.Equal(Hash("alone"), Hash("second"));

        Assert.Contains("ended. Jobs and results stay", await DoneAsync("down"), StringComparison.Ordinal);
        Assert.Equal((3, "STAR0705"), await RefusedAsync("jobs"));

        await DoneAsync(["up", "--silos", silos, .. tls ? (string[])[] : ["--no-tls"]]);
        await DoneAsync("result", "one", "--out", "again");
        Assert.Equal(Hash("alone"), Hash("again"));
        string logs = await DoneAsync("logs", "two");
        Assert.Contains("  completed  ", logs, StringComparison.Ordinal);
        await DoneAsync("down");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_named()
    {
        string local = folder["broken"];
        Directory.CreateDirectory(local);
        await File.WriteAllTextAsync(Path.Combine(local, "storage"), "a file in place of a folder", Cancellation);

        (int exitCode, _, string error) = await StarlingProcess.RunAsync(folder.Path, Cancellation, "up", "--silos", "1", "--no-tls", "--dir", local);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("STAR0402", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(local, "*.pid"));
    }

    private async Task<string> DoneAsync(params string[] arguments)
    {
        (int exitCode, string output, string error) = await StarlingProcess.RunAsync(folder.Path, Cancellation, arguments);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {exitCode}\n{error}");
        return output;
    }

    private async Task<(int ExitCode, string Code)> RefusedAsync(params string[] arguments)
    {
        (int exitCode, _, string error) = await StarlingProcess.RunAsync(folder.Path, Cancellation, arguments);
        int at = error.IndexOf("STAR", StringComparison.Ordinal);
        return (exitCode, at < 0 ? error : error.Substring(at, 8));
    }

    private string Hash(string results)
    {
        using JsonDocument result = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder[results], "result.json")));
        return result.RootElement.GetProperty("parametersSha256").GetString()!;
    }
}
