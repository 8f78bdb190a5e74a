namespace Starling.Cli.Hosting;

/// <summary>A log that a host in this process writes to and does not dispose: the command does, after the last of them has ended.</summary>
/// <param name="log">The log.</param>
internal sealed class BorrowedLog(ILoggerProvider log) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => log.CreateLogger(categoryName);

    /// <summary>Does nothing.</summary>
    public void Dispose()
    {
    }
}
