using Microsoft.Extensions.Logging;

namespace Orleans.Runtime.MembershipService;

internal sealed partial class MembershipAgent
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo cannot join yet, these active silos were not reached: {Silos}.")]
    private static partial void LogUnreachable(ILogger logger, string silos);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Predecessor} is declared dead: {Self} is at its endpoint now.")]
    private static partial void LogPredecessor(ILogger logger, SiloAddress predecessor, SiloAddress self);

    [LoggerMessage(Level = LogLevel.Information, Message = "The membership table did not answer at attempt {Attempt}: {Reason}")]
    private static partial void LogTable(ILogger logger, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Silo} missed {Missed} probes and is suspected.")]
    private static partial void LogSuspected(ILogger logger, SiloAddress silo, int missed);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Silo} is declared dead.")]
    private static partial void LogDead(ILogger logger, SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process stood still for {Time}: the membership table is read again.")]
    private static partial void LogStoodStill(ILogger logger, TimeSpan time);
}
