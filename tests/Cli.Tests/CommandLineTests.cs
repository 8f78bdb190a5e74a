using Starling.Algorithms.Errors;
using Starling.Client;
using Xunit;

namespace Starling.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly FakeHost fake = new();

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task The_version_is_printed()
    {
        Assert.Equal(0, await fake.InvokeAsync("--version"));
        Assert.Equal($"starling {ProductVersion.Text}\n", fake.Out);
        Assert.Matches(@"^\d+\.\d+\.\d+", ProductVersion.Text);
    }

    [Fact]
    public async Task Help_lists_the_commands_and_not_the_hidden_one()
    {
        Assert.Equal(0, await fake.InvokeAsync("--help"));
        Assert.Contains("run <JOB>", fake.Out, StringComparison.Ordinal);
        Assert.Contains("validate <JOB>", fake.Out, StringComparison.Ordinal);
        Assert.Contains("data <NAME>", fake.Out, StringComparison.Ordinal);
        foreach (string command in (string[])["up", "down", "submit", "jobs", "status", "watch", "logs", "pause", "resume", "extend", "cancel", "forget", "result", "cluster", "token"])
            Assert.Contains($"  {command} ", fake.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("schema", fake.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("  silo ", fake.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Required argument missing", "run")]
    [InlineData("'bogus'", "bogus")]
    [InlineData("--silos is 0; it can be 1 to 64.", "run", "x.yaml", "--silos", "0")]
    [InlineData("--json and --quiet exclude each other.", "run", "x.yaml", "--json", "--quiet")]
    [InlineData("'--set'", "run", "x.yaml", "--set")]
    [InlineData("--silos is 65; it can be 1 to 64.", "up", "--silos", "65")]
    [InlineData("--id is 1 to 100 letters", "submit", "x.yaml", "--id", "../x")]
    [InlineData("--out needs --wait", "submit", "x.yaml", "--out", "here")]
    [InlineData("--json and --quiet exclude each other.", "submit", "x.yaml", "--wait", "--json", "--quiet")]
    [InlineData("Required argument missing", "status")]
    [InlineData("--role is 'king'; it can be viewer, submitter or operator.", "token", "create", "--name", "a", "--role", "king", "--file", "f")]
    [InlineData("--expires is 'soon'; write a date such as 2027-01-31.", "token", "create", "--name", "a", "--role", "viewer", "--file", "f", "--expires", "soon")]
    [InlineData("--expires is in the past.", "token", "create", "--name", "a", "--role", "viewer", "--file", "f", "--expires", "2020-01-01")]
    public async Task A_command_line_that_is_not_understood_is_refused(string expected, params string[] arguments)
    {
        Assert.Equal(2, await fake.InvokeAsync(arguments));
        Assert.StartsWith("STAR0111: ", fake.Err, StringComparison.Ordinal);
        Assert.Contains(expected, fake.Err, StringComparison.Ordinal);
        Assert.Equal("", fake.Out);
        Assert.Empty(fake.Requests);
    }

    [Fact]
    public async Task No_command_shows_the_help_and_is_refused()
    {
        Assert.Equal(2, await fake.InvokeAsync());
        Assert.Contains("Usage:", fake.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hidden_schema_command_prints_the_schema()
    {
        Assert.Equal(0, await fake.InvokeAsync("schema"));
        Assert.Equal("{}\n", fake.Out);
    }

    [Fact]
    public async Task An_unexpected_error_is_one_sentence()
    {
        fake.StartCluster = (_, _) => throw new InvalidOperationException("The gears are stuck.\nSecond line.");

        Assert.Equal(1, await fake.InvokeAsync("run", "x.yaml", "--quiet"));
        Assert.Equal("STAR0403: Unexpected InvalidOperationException: The gears are stuck.\n", fake.Err);
    }

    [Fact]
    public async Task Verbose_adds_the_details()
    {
        fake.StartCluster = (_, _) => throw new InvalidOperationException("The gears are stuck.");

        Assert.Equal(1, await fake.InvokeAsync("run", "x.yaml", "--quiet", "--verbose"));
        Assert.Contains(nameof(CommandLineTests), fake.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_has_the_exit_code_of_its_kind()
    {
        Assert.All(ErrorCatalog.All, entry => Assert.Equal(
            entry.Code switch
            {
                "STAR0401" or "STAR0404" or "STAR0406" or "STAR0410" or "STAR0411" or "STAR0412" or "STAR0413" or "STAR0414" or "STAR0604" or "STAR0707" => ExitCodes.Refused,
                "STAR0405" or "STAR0601" or "STAR0602" or "STAR0603" or "STAR0705" => ExitCodes.Unreachable,
                "STAR0701" or "STAR0702" or "STAR0703" or "STAR0704" => ExitCodes.Refused,
                _ when entry.Code[4..6] is "01" or "02" or "08" => ExitCodes.Refused,
                _ => ExitCodes.Failed,
            },
            CommandLine.ExitCodeOf(entry)));
    }
}
