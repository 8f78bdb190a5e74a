using Microsoft.Extensions.Logging;

namespace Orleans.Runtime.Networking;

internal sealed partial class MessageConnection
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Name} is closed: {Reason}")]
    private static partial void LogMalformed(ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection {Name} broke: {Reason}")]
    private static partial void LogBroken(ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Name} is closed: the other end does not read, {Bytes} bytes wait for it.")]
    private static partial void LogDoesNotRead(ILogger logger, string name, long bytes);
}
