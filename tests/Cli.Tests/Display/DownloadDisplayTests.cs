using Starling.Algorithms.Data;
using Starling.Cli.Display;
using Xunit;

namespace Starling.Cli.Tests.Display;

public sealed class DownloadDisplayTests
{
    [Fact]
    public void In_a_log_a_file_is_a_line()
    {
        using var host = new FakeHost();
        using var display = new DownloadDisplay(host, quiet: false);
        foreach (long received in (long[])[0, 500_000, 1_000_000])
            display.Report(new DownloadProgress("train.gz", received, 1_000_000));
        display.Report(new DownloadProgress("test.gz", 0, null));

        Assert.Equal("Fetching train.gz (1.00 MB)\nFetching test.gz\n", host.Err);
        Assert.Equal("", host.Out);
    }

    [Fact]
    public void On_a_terminal_a_bar_is_redrawn_now_and_then_and_removed_at_the_end()
    {
        using var host = new FakeHost(interactive: true);
        using (var display = new DownloadDisplay(host, quiet: false))
        {
            display.Report(new DownloadProgress("train.gz", 0, 1_000_000));
            display.Report(new DownloadProgress("train.gz", 250_000, 1_000_000));
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            display.Report(new DownloadProgress("train.gz", 500_000, 1_000_000));
        }

        string[] drawn = host.Err.Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, drawn.Length);
        Assert.Contains("500 kB of 1.00 MB", drawn[1], StringComparison.Ordinal);
        Assert.Contains("━━━━━━━━━━━━━━──────────────", drawn[1], StringComparison.Ordinal);
        Assert.True(string.IsNullOrWhiteSpace(drawn[2]));
    }

    [Fact]
    public void Quiet_is_quiet()
    {
        using var host = new FakeHost();
        using var display = new DownloadDisplay(host, quiet: true);
        display.Report(new DownloadProgress("train.gz", 0, 1_000_000));

        Assert.Equal("", host.Err);
    }
}
