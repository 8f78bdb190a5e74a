using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Starling.Grains.Tests.Security;

/// <summary>Rows of a file of tokens.</summary>
internal static class SecurityTestData
{
    public static string Row(string name, string role, string token, string? expires = null) =>
        $$"""{"name":"{{name}}","role":"{{role}}","sha256":"{{Hash(token)}}"{{(expires is null ? "" : $",\"expires\":\"{expires}\"")}}}""";

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>Keeps everything that is logged, exceptions included.</summary>
internal sealed class LogCollector : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
