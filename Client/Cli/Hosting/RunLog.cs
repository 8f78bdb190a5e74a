using System.Globalization;

namespace Starling.Cli.Hosting;

/// <summary>
/// Where an embedded cluster logs: warnings and errors, a line each, into a file that exists only if there was one; or, for
/// <c>--verbose</c>, information too, onto standard error.
/// </summary>
internal sealed class RunLog : ILoggerProvider
{
    private readonly Lock gate = new();
    private readonly Func<TextWriter> open;
    private readonly LogLevel minimum;
    private readonly TimeProvider time;
    private readonly bool owned;
    private TextWriter? writer;
    private bool disposed;

    private RunLog(Func<TextWriter> open, LogLevel minimum, TimeProvider time, bool owned)
    {
        this.open = open;
        this.minimum = minimum;
        this.time = time;
        this.owned = owned;
    }

    /// <summary>Warnings and errors into a file.</summary>
    public static RunLog ToFile(string path, TimeProvider time) =>
        new(() => new StreamWriter(path, append: true) { AutoFlush = true }, LogLevel.Warning, time, owned: true);

    /// <summary>Everything from information on, onto a writer that stays open.</summary>
    public static RunLog To(TextWriter writer, TimeProvider time) => new(() => writer, LogLevel.Information, time, owned: false);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            if (owned)
                writer?.Dispose();
        }
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        string now = time.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        lock (gate)
        {
            if (disposed)
                return;

            try
            {
                writer ??= open();
                writer.WriteLine($"{now} {level.ToString().ToLowerInvariant()} {category}: {message}");
                if (exception is not null)
                    writer.WriteLine(exception);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A log that cannot be written must not end the run that it tells about.
                disposed = true;
            }
        }
    }

    private sealed class Logger(RunLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.minimum && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(category, logLevel, formatter(state, exception), exception);
        }
    }
}
