using System.Text.Json;
using Starling.Cli.Jobs;
using Xunit;

namespace Starling.Cli.Tests.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private const string Job = """
        algorithm: fedavg
        model: softmax
        data: { kind: synthetic, partition: natural }
        workers: { count: 3 }
        """;

    private readonly FakeHost _host = new() { Jobs = new JobReader() };

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_sound_job_is_printed_with_its_defaults_and_can_be_read_again()
    {
        Assert.Equal(0, await _host.InvokeAsync("validate", Write(Job), "--set", "seed=7"));
        Assert.Equal("", _host.Err);
        Assert.Contains("name: job\n", _host.Out, StringComparison.Ordinal);
        Assert.Contains("seed: 7\n", _host.Out, StringComparison.Ordinal);
        Assert.Contains("participation:", _host.Out, StringComparison.Ordinal);

        string printed = _host.Out;
        using var again = new FakeHost { Jobs = new JobReader() };
        Assert.Equal(0, await again.InvokeAsync("validate", Write(printed)));
        Assert.Equal(printed, again.Out);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_a_line_each()
    {
        string path = Write(Job.Replace("count: 3", "count: -3", StringComparison.Ordinal) + "\nmodle: x\n");

        Assert.Equal(2, await _host.InvokeAsync("validate", path));

        string[] lines = _host.Err.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"STAR0105 {path}:4:", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"STAR0103 {path}:5:1 modle:", lines[1], StringComparison.Ordinal);
        Assert.Equal("", _host.Out);
    }

    [Fact]
    public async Task Json_tells_the_same_to_programs()
    {
        Assert.Equal(2, await _host.InvokeAsync("validate", Write(Job + "\nmodle: x\n"), "--json"));

        using JsonDocument answer = JsonDocument.Parse(_host.Out);
        Assert.False(answer.RootElement.GetProperty("valid").GetBoolean());
        JsonElement error = Assert.Single(answer.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal("STAR0103", error.GetProperty("code").GetString());
        Assert.Equal("modle", error.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Json_of_a_sound_job_has_the_resolved_job()
    {
        Assert.Equal(0, await _host.InvokeAsync("validate", Write(Job), "--json"));

        using JsonDocument answer = JsonDocument.Parse(_host.Out);
        Assert.True(answer.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(3, answer.RootElement.GetProperty("job").GetProperty("workers").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        Assert.Equal(2, await _host.InvokeAsync("validate", Path.Combine(_host.CurrentDirectory, "no.yaml")));
        Assert.StartsWith("STAR0101 ", _host.Err, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_host.CurrentDirectory, "job.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
