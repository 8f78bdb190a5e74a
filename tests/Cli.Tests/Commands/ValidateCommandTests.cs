using System.Text.Json;
using System.Text.RegularExpressions;
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

    private readonly FakeHost fake = new() { Jobs = new JobReader() };

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task A_sound_job_is_printed_with_its_defaults_and_can_be_read_again()
    {
        Assert.Equal(0, await fake.InvokeAsync("validate", Write(Job), "--set", "seed=7"));
        Assert.Equal("", fake.Err);
        Assert.Contains("name: job\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains("seed: 7\n", fake.Out, StringComparison.Ordinal);
        Assert.Contains("participation:", fake.Out, StringComparison.Ordinal);

        string printed = fake.Out;
        using var again = new FakeHost { Jobs = new JobReader() };
        Assert.Equal(0, await again.InvokeAsync("validate", Write(printed)));
        Assert.Equal(printed, again.Out);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_a_line_each()
    {
        string path = Write(Job.Replace("count: 3", "count: -3", StringComparison.Ordinal) + "\nmodle: x\n");

        Assert.Equal(2, await fake.InvokeAsync("validate", path));

        string[] lines = fake.Err.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Matches($"^{Regex.Escape(path)}:4:[0-9]+: workers.count: STAR0105: ", lines[0]);
        Assert.StartsWith($"{path}:5:1: modle: STAR0103: ", lines[1], StringComparison.Ordinal);
        Assert.Equal("", fake.Out);
    }

    [Fact]
    public async Task Json_tells_the_same_to_programs()
    {
        Assert.Equal(2, await fake.InvokeAsync("validate", Write(Job + "\nmodle: x\n"), "--json"));

        using JsonDocument answer = JsonDocument.Parse(fake.Out);
        Assert.False(answer.RootElement.GetProperty("valid").GetBoolean());
        JsonElement error = Assert.Single(answer.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal("STAR0103", error.GetProperty("code").GetString());
        Assert.Equal("modle", error.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Json_of_a_sound_job_has_the_resolved_job()
    {
        Assert.Equal(0, await fake.InvokeAsync("validate", Write(Job), "--json"));

        using JsonDocument answer = JsonDocument.Parse(fake.Out);
        Assert.True(answer.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(3, answer.RootElement.GetProperty("job").GetProperty("workers").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        Assert.Equal(2, await fake.InvokeAsync("validate", Path.Combine(fake.CurrentDirectory, "no.yaml")));
        Assert.Contains(": STAR0101: ", fake.Err, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        string path = Path.Combine(fake.CurrentDirectory, "job.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
