using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Starling.Cli.Hosting;

/// <summary>
/// Where an embedded cluster logs: warnings and errors, a line each, into a file that exists only if there was one; or, for
/// <c>--verbose</c>, information too, onto standard error.
/// </summary>
internal sealed class RunLog : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly Func<TextWriter> _open;
    private readonly LogLevel _minimum;
    private readonly TimeProvider _time;
    private readonly bool _owned;
    private TextWriter? _writer;
    private bool _disposed;

    private RunLog(Func<TextWriter> open, LogLevel minimum, TimeProvider time, bool owned)
    {
        _open = open;
        _minimum = minimum;
        _time = time;
        _owned = owned;
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
        lock (_lock)
        {
            _disposed = true;
            if (_owned)
                _writer?.Dispose();
        }
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        string time = _time.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            if (_disposed)
                return;

            try
            {
                _writer ??= _open();
                _writer.WriteLine($"{time} {level.ToString().ToLowerInvariant()} {category}: {message}");
                if (exception is not null)
                    _writer.WriteLine(exception);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A log that cannot be written must not end the run that it tells about.
                _disposed = true;
            }
        }
    }

    private sealed class Logger(RunLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log._minimum && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(category, logLevel, formatter(state, exception), exception);
        }
    }
}
