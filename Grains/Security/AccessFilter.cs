using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Security;

/// <summary>
/// Asks of every call that reaches a grain, a system target or an extension of this silo who makes it. The cluster's own calls
/// carry its secret (<see cref="CredentialFilter"/>); all others need a token with the role that the method asks for. Where a
/// message says that it comes from is not believed.
/// </summary>
/// <param name="secret">The cluster's secret.</param>
/// <param name="tokens">The tokens; null where no client is let in.</param>
/// <param name="rates">How often clients call.</param>
/// <param name="instruments">Told of refusals.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of refusals, by name, never by token.</param>
internal sealed partial class AccessFilter(
    ClusterSecret secret, TokenBook? tokens, CallRates rates, AccessInstruments instruments, TimeProvider time, ILogger<AccessFilter> logger)
    : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        string? token = RequestContext.Get(CallContextKeys.Token) as string;
        return token is not null && secret.Matches(token) ? context.Invoke() : AdmitClientAsync(context, token);
    }

    private async Task AdmitClientAsync(IIncomingGrainCallContext context, string? token)
    {
        CallTarget target = CallTarget.Of(context.InterfaceMethod, context.Request);
        CallerIdentity caller;
        try
        {
            caller = Identify(target, token);
        }
        catch (StarlingException refusal)
        {
            instruments.Refused(refusal.Error.Code);
            LogRefused(logger, target.Name, refusal.Error.Code);
            throw new JobRefusedException(refusal.Error.Code, refusal.Message);
        }

        caller.Enter();
        await context.Invoke();
    }

    private CallerIdentity Identify(CallTarget target, string? token)
    {
        if (target.Demand == CallDemand.Nothing)
            return default;

        if (string.IsNullOrEmpty(token))
            throw new StarlingException(ErrorCatalog.NotAuthenticated, "The cluster asks for a token, and the call carries none.");

        TokenEntry bearer = tokens?.Find(token)
            ?? throw new StarlingException(ErrorCatalog.NotAuthenticated, "The cluster does not know the token.");
        if (bearer.Expires is { } expires && expires <= time.GetUtcNow())
            throw new StarlingException(ErrorCatalog.NotAuthenticated, $"The token expired on {expires:yyyy-MM-dd}.");

        if (!rates.TryTake(bearer.Name))
        {
            throw new StarlingException(
                ErrorCatalog.TooManyCalls, $"More than {rates.CallsPerSecond} calls a second came with this token.");
        }

        string role = bearer.Role.ToString().ToLowerInvariant();
        if (target.Demand == CallDemand.Cluster)
            throw new StarlingException(ErrorCatalog.NotAllowed, $"{target.Name} is for the cluster itself; no token allows it.");

        if (bearer.Role < target.Role)
        {
            throw new StarlingException(
                ErrorCatalog.NotAllowed,
                $"{target.Name} needs the role {target.Role.ToString().ToLowerInvariant()}; this token has {role}.");
        }

        return new CallerIdentity(bearer.Name, bearer.Role);
    }

    [LoggerMessage(1311, LogLevel.Debug, "A call of {Method} was refused: {Code}.")]
    private static partial void LogRefused(ILogger logger, string method, string code);
}
