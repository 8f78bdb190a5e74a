using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Starling.Client.Tests.Results;
using Xunit;

namespace Starling.Cli.Tests.Commands;

public sealed partial class CompareCommandTests : IDisposable
{
    private readonly FakeHost fake = new(new SampleRun(rounds: 40, workers: 4, evaluateEvery: 2));

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task Runs_are_set_beside_each_other()
    {
        await RunTwoAsync();

        (int exitCode, string output) = await CompareAsync("one", Path.Combine(fake.CurrentDirectory, "two"), "--labels", "first,second");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"^ +first +second\n", output);
        Assert.Matches(@"\nAlgorithm +fedspeed +fedspeed\n", output);
        Assert.Matches(@"\nRounds +40 +40\n", output);
        Assert.Matches(@"\nAccuracy >= +Run +Rounds ", output);
        Assert.Matches(@"\n80 % +first +\d+ .*\n +second +\d+ \(1\) ", output);
        Assert.Empty(fake.Err);
        Assert.Equal(["one", "two"], Directory.GetFileSystemEntries(fake.CurrentDirectory).Select(Path.GetFileName).Where(name => name != "data").Order());
    }

    [Fact]
    public async Task A_page_is_a_file_of_its_own()
    {
        await RunTwoAsync();

        (int exitCode, string output) = await CompareAsync("one", "two", "--out", "page.html", "--axis", "bytes-up");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"\nPage +page\.html\n", output);
        string page = await File.ReadAllTextAsync(Path.Combine(fake.CurrentDirectory, "page.html"), TestContext.Current.CancellationToken);
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.Contains("\"axis\":\"bytes-up\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_one_object()
    {
        await RunTwoAsync();

        (int exitCode, string output) = await CompareAsync("one", "two", "--json");

        Assert.Equal(0, exitCode);
        JsonNode result = JsonNode.Parse(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!;
        Assert.Equal("one", (string?)result["runs"]![0]!["label"]);
        Assert.Equal(40, (int)result["runs"]![1]!["rounds"]!);
        Assert.Equal("accuracy", (string?)result["milestones"]![0]!["metric"]);
        Assert.Equal((int)result["milestones"]![0]!["costs"]![0]!["rounds"]!, (int)result["milestones"]![0]!["costs"]![1]!["rounds"]!);
        Assert.Empty(result["differences"]!.AsArray());
    }

    [Fact]
    public async Task A_narrow_terminal_loses_columns_and_no_digits()
    {
        await RunTwoAsync();
        using var terminal = new FakeHost(fake.Run, interactive: true);

        Assert.Equal(0, await terminal.InvokeAsync(
            "compare", Path.Combine(fake.CurrentDirectory, "one"), Path.Combine(fake.CurrentDirectory, "two"), "--labels", "a-rather-long-name,b"));

        Assert.All(terminal.OutLines, line => Assert.True(Colours().Replace(line, "").Length <= 80, line));
        Assert.DoesNotContain("Bytes down", terminal.Out[terminal.Out.IndexOf("Accuracy >=", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("Both ways", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('…', terminal.Out);
    }

    [Fact]
    public async Task A_name_stands_for_its_newest_folder_under_runs()
    {
        await RunTwoAsync();
        string runs = Path.Combine(fake.CurrentDirectory, "runs");
        Directory.CreateDirectory(runs);
        Directory.Move(Path.Combine(fake.CurrentDirectory, "one"), Path.Combine(runs, "job-20261121-080509-10"));
        Directory.Move(Path.Combine(fake.CurrentDirectory, "two"), Path.Combine(runs, "other"));
        // Neither older, nor of another name, nor finished: it is not even looked into.
        Directory.CreateDirectory(Path.Combine(runs, "job-20261121-080509-9"));
        Directory.CreateDirectory(Path.Combine(runs, "job-20261120-235959"));
        Directory.CreateDirectory(Path.Combine(runs, "job-two-20261122-080509"));

        (int exitCode, string output) = await CompareAsync("job", "other", "--json");

        Assert.True(exitCode == 0, fake.Err);
        Assert.EndsWith("job-20261121-080509-10", (string?)JsonNode.Parse(output)!["runs"]![0]!["folder"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STAR0111: A comparison needs two runs at least", "one")]
    [InlineData("STAR0111: A comparison needs two runs at least")]
    [InlineData("STAR0413: There is no folder nowhere, and no run of that name in runs", "one", "nowhere")]
    [InlineData("STAR0111: There are 3 labels for 2 runs", "one", "two", "--labels", "a,b,c")]
    [InlineData("STAR0111: --axis is 'rouds'; it can be rounds, ", "one", "two", "--axis", "rouds")]
    [InlineData("STAR0111: --out is empty", "one", "two", "--out", "")]
    [InlineData("STAR0111: --out one/report.html is a file of one of the runs", "one", "two", "--out", "one/report.html")]
    public async Task A_mistake_is_refused(string expected, params string[] arguments)
    {
        await RunTwoAsync();
        string report = await File.ReadAllTextAsync(Path.Combine(fake.CurrentDirectory, "one", "report.html"), TestContext.Current.CancellationToken);

        (int exitCode, string output) = await CompareAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.StartsWith(expected, fake.Err, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.Equal(report, await File.ReadAllTextAsync(Path.Combine(fake.CurrentDirectory, "one", "report.html"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("result.json", null, "STAR0413: ")]
    [InlineData("metrics.csv", null, "STAR0413: ")]
    [InlineData("result.json", "{", "STAR0414: ")]
    [InlineData("metrics.csv", "round\n1,2\n", "STAR0414: ")]
    public async Task A_damaged_run_is_refused_and_nothing_is_written(string file, string? text, string expected)
    {
        await RunTwoAsync();
        string path = Path.Combine(fake.CurrentDirectory, "two", file);
        File.Delete(path);
        if (text is not null)
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        (int exitCode, string output) = await CompareAsync("one", "two", "--out", "page.html");

        Assert.Equal(2, exitCode);
        string line = Assert.Single(fake.Err.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(expected, line, StringComparison.Ordinal);
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.Empty(Directory.GetFiles(fake.CurrentDirectory));
    }

    [GeneratedRegex(@"\x1b\[[\d;]*m")]
    private static partial Regex Colours();

    private async Task RunTwoAsync()
    {
        Assert.Equal(0, await fake.InvokeAsync("run", "job.yaml", "--quiet", "--out", "one"));
        Assert.Equal(0, await fake.InvokeAsync("run", "job.yaml", "--quiet", "--out", "two"));
    }

    private async Task<(int ExitCode, string Output)> CompareAsync(params string[] arguments)
    {
        int before = fake.Out.Length;
        int exitCode = await fake.InvokeAsync(["compare", .. arguments]);
        return (exitCode, fake.Out[before..]);
    }
}
