using Microsoft.Extensions.Logging;
using Starling.Cli.Hosting;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.Hosting;

public sealed class RunLogTests : IDisposable
{
    private readonly TempFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void A_quiet_cluster_leaves_no_log()
    {
        using (var log = RunLog.ToFile(home["log.txt"], new ManualTimeProvider()))
            Write(log, LogLevel.Information, "all is well");

        Assert.False(File.Exists(home["log.txt"]));
    }

    [Fact]
    public void Warnings_and_errors_are_written_with_their_exception()
    {
        using (var log = RunLog.ToFile(home["log.txt"], new ManualTimeProvider()))
        {
            Write(log, LogLevel.Warning, "slow");
            Write(log, LogLevel.Error, "broken", new InvalidOperationException("why"));
        }

        string text = File.ReadAllText(home["log.txt"]);
        Assert.StartsWith("00:00:00.000 warning Category: slow\n", text, StringComparison.Ordinal);
        Assert.Contains("error Category: broken", text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: why", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_cannot_be_written_disturbs_nobody()
    {
        using var log = RunLog.ToFile(home["missing/log.txt"], new ManualTimeProvider());

        Write(log, LogLevel.Error, "broken");

        Assert.Empty(Directory.GetFileSystemEntries(home.Path));
    }

    [Fact]
    public void Verbose_writes_information_too()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using (var log = RunLog.To(writer, new ManualTimeProvider()))
            Write(log, LogLevel.Information, "all is well");

        Assert.Equal("00:00:00.000 information Category: all is well\n", writer.ToString());
    }

    private static void Write(RunLog log, LogLevel level, string message, Exception? exception = null) =>
        log.CreateLogger("Category").Log(level, default, message, exception, (text, _) => text);
}
