using System.Diagnostics;
using System.Text.Json;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.EndToEnd;

/// <summary>A run by the real command: what it leaves behind, and what an interrupt leaves.</summary>
public sealed class RunTests : IDisposable
{
    private const string Job = """
        name: e2e
        algorithm: { kind: fedspeed, localEpochs: 1, batchSize: 20 }
        model: { kind: mlp, hidden: [16] }
        data: { kind: synthetic }
        workers: { count: 8, participation: 0.5 }
        stop: { rounds: 3 }
        evaluate: { every: 1 }
        """;

    private static readonly string[] ResultFiles = ["events.jsonl", "metrics.csv", "model.safetensors", "report.html", "result.json"];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_leaves_the_five_files_and_the_same_hash_on_three_silos()
    {
        await File.WriteAllTextAsync(folder["job.yaml"], Job, TestContext.Current.CancellationToken);
        string? first = null;
        foreach (string silos in (string[])["1", "3"])
        {
            string results = folder[$"out{silos}"];
            (int exitCode, _, string error) = await StarlingProcess.RunAsync(
                folder.Path, TestContext.Current.CancellationToken, "run", "job.yaml", "--silos", silos, "--out", results);

            Assert.Equal(0, exitCode);
            Assert.Empty(error);
            Assert.Equal(ResultFiles, FilesOf(results));
            using JsonDocument result = Read(results);
            Assert.Equal("completed", result.RootElement.GetProperty("status").GetString());
            Assert.Equal(3, result.RootElement.GetProperty("totals").GetProperty("rounds").GetInt32());
            string hash = result.RootElement.GetProperty("parametersSha256").GetString()!;
            first ??= hash;
            Assert.Equal(first, hash);
        }
    }

    [Theory]
    [InlineData("1", "2")]
    [InlineData("3", "1")]
    [InlineData("3", "7")]
    public async Task The_fashion_job_has_the_same_hash_on_any_silos_and_shards(string silos, string shards)
    {
        string data = TestData.Require("fashion-mnist");
        string job = Repository.PathOf("jobs", "fedspeed-fashion.yaml");

        string expected = await HashAsync("1", "1");
        Assert.Equal(expected, await HashAsync(silos, shards));

        async Task<string> HashAsync(string silos, string shards)
        {
            string results = folder[$"out-{silos}-{shards}"];
            (int exitCode, _, string error) = await StarlingProcess.RunAsync(
                folder.Path, TestContext.Current.CancellationToken,
                "run", job, "--data", data, "--silos", silos, "--set", $"placement.shards={shards}", "--set", "stop.rounds=3", "--quiet", "--out", results);
            Assert.True(exitCode == 0, error);
            using JsonDocument result = Read(results);
            return result.RootElement.GetProperty("parametersSha256").GetString()!;
        }
    }

    [Fact]
    public async Task An_override_changes_the_job()
    {
        await File.WriteAllTextAsync(folder["job.yaml"], Job, TestContext.Current.CancellationToken);
        string results = folder["out"];

        (int exitCode, _, _) = await StarlingProcess.RunAsync(
            folder.Path, TestContext.Current.CancellationToken,
            "run", "job.yaml", "--set", "stop.rounds=2", "--set", "algorithm={kind: fedavg, localEpochs: 1}", "--out", results, "--quiet");

        Assert.Equal(0, exitCode);
        using JsonDocument result = Read(results);
        Assert.Equal(2, result.RootElement.GetProperty("totals").GetProperty("rounds").GetInt32());
        Assert.Equal("fedavg", result.RootElement.GetProperty("job").GetProperty("algorithm").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task An_interrupt_ends_the_run_cleanly_with_130_and_keeps_what_was_computed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        await File.WriteAllTextAsync(folder["job.yaml"], Job, TestContext.Current.CancellationToken);
        string results = folder["out"];
        using StarlingProcess run = StarlingProcess.Start(
            folder.Path, "run", "job.yaml", "--set", "stop.rounds=100000000", "--json", "--out", results);
        await run.PrintsAsync("\"round\":3", TestContext.Current.CancellationToken);

        run.Interrupt();
        int exitCode = await run.EndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, exitCode);
        Assert.Equal(ResultFiles, FilesOf(results));
        using JsonDocument result = Read(results);
        Assert.Equal("cancelled", result.RootElement.GetProperty("status").GetString());
        Assert.NotEmpty(result.RootElement.GetProperty("parametersSha256").GetString()!);
        Assert.True(result.RootElement.GetProperty("totals").GetProperty("rounds").GetInt32() >= 3);
        Assert.DoesNotContain(Process.GetProcesses(), process => process.Id == run.Id && !process.HasExited);
    }

    // A log is there as well where the engine had something to say, as it may on a busy machine.
    private static IEnumerable<string?> FilesOf(string results) =>
        Directory.GetFiles(results).Select(Path.GetFileName).Where(name => name != "log.txt").Order(StringComparer.Ordinal);

    private static JsonDocument Read(string results) => JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "result.json")));
}
