using Microsoft.Extensions.Logging;

namespace Starling.Silo.Tests;

/// <summary>Keeps what is logged.</summary>
internal class ListLogger : ILogger
{
    private readonly List<(LogLevel Level, string Text)> entries = [];

    /// <summary>What was logged, in order.</summary>
    public IReadOnlyList<(LogLevel Level, string Text)> Entries
    {
        get
        {
            lock (entries)
                return [.. entries];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (entries)
            entries.Add((logLevel, formatter(state, exception)));
    }
}

/// <summary>Keeps what a class logs.</summary>
internal sealed class ListLogger<T> : ListLogger, ILogger<T>;
