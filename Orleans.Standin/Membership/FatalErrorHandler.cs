using Microsoft.Extensions.Logging;

namespace Orleans.Runtime.MembershipService;

/// <summary>
/// Ends the process, without waiting for anything: what a silo that others have given up still writes may undo their work.
/// </summary>
internal sealed partial class FatalErrorHandler(ILogger<FatalErrorHandler> logger) : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        LogFatal(logger, exception, sender, context);
        Console.Error.WriteLine($"Fatal: {context}");
        Environment.Exit(ExitCode);
    }

    /// <summary>What the process ends with.</summary>
    private const int ExitCode = 134;

    [LoggerMessage(Level = LogLevel.Critical, Message = "Fatal error of {Sender}: {Context}")]
    private static partial void LogFatal(ILogger logger, Exception? exception, object? sender, string? context);
}
