using System.Net;
using Microsoft.Extensions.Logging;

namespace Orleans.Runtime.Networking;

internal sealed partial class Network
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to {Endpoint} did not open: {Reason}")]
    private static partial void LogNotOpened(ILogger logger, EndPoint endpoint, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection from {Remote} is refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, EndPoint? remote, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection from {Remote} is closed: it did not introduce itself within {Limit}.")]
    private static partial void LogSilent(ILogger logger, EndPoint? remote, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Information, Message = "A connection from {Remote} broke before it had introduced itself: {Reason}")]
    private static partial void LogBrokenGreeting(ILogger logger, EndPoint? remote, string reason);
}
