using Starling.Algorithms.Errors;
using Starling.Client;
using Xunit;

namespace Starling.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_version_is_printed()
    {
        Assert.Equal(0, await _host.InvokeAsync("--version"));
        Assert.Equal($"starling {ProductVersion.Text}\n", _host.Out);
        Assert.Matches(@"^\d+\.\d+\.\d+", ProductVersion.Text);
    }

    [Fact]
    public async Task Help_lists_the_commands_and_not_the_hidden_one()
    {
        Assert.Equal(0, await _host.InvokeAsync("--help"));
        Assert.Contains("run <JOB>", _host.Out, StringComparison.Ordinal);
        Assert.Contains("validate <JOB>", _host.Out, StringComparison.Ordinal);
        Assert.Contains("data <NAME>", _host.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("schema", _host.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Required argument missing", "run")]
    [InlineData("'bogus'", "bogus")]
    [InlineData("--silos is 0; it can be 1 to 64.", "run", "x.yaml", "--silos", "0")]
    [InlineData("--json and --quiet exclude each other.", "run", "x.yaml", "--json", "--quiet")]
    [InlineData("'--set'", "run", "x.yaml", "--set")]
    public async Task A_command_line_that_is_not_understood_is_refused(string expected, params string[] arguments)
    {
        Assert.Equal(2, await _host.InvokeAsync(arguments));
        Assert.StartsWith("STAR0111: ", _host.Err, StringComparison.Ordinal);
        Assert.Contains(expected, _host.Err, StringComparison.Ordinal);
        Assert.Equal("", _host.Out);
        Assert.Empty(_host.Requests);
    }

    [Fact]
    public async Task No_command_shows_the_help_and_is_refused()
    {
        Assert.Equal(2, await _host.InvokeAsync());
        Assert.Contains("Usage:", _host.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hidden_schema_command_prints_the_schema()
    {
        Assert.Equal(0, await _host.InvokeAsync("schema"));
        Assert.Equal("{}\n", _host.Out);
    }

    [Fact]
    public async Task An_unexpected_error_is_one_sentence()
    {
        _host.StartCluster = (_, _) => throw new InvalidOperationException("The gears are stuck.\nSecond line.");

        Assert.Equal(1, await _host.InvokeAsync("run", "x.yaml", "--quiet"));
        Assert.Equal("STAR0403: Unexpected InvalidOperationException: The gears are stuck.\n", _host.Err);
    }

    [Fact]
    public async Task Verbose_adds_the_details()
    {
        _host.StartCluster = (_, _) => throw new InvalidOperationException("The gears are stuck.");

        Assert.Equal(1, await _host.InvokeAsync("run", "x.yaml", "--quiet", "--verbose"));
        Assert.Contains(nameof(CommandLineTests), _host.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_has_the_exit_code_of_its_kind()
    {
        Assert.All(ErrorCatalog.All, entry => Assert.Equal(
            entry.Code switch
            {
                "STAR0401" or "STAR0404" => ExitCodes.Refused,
                "STAR0405" => ExitCodes.Unreachable,
                _ when entry.Code[4..6] is "01" or "02" => ExitCodes.Refused,
                _ => ExitCodes.Failed,
            },
            CommandLine.ExitCodeOf(entry)));
    }
}
