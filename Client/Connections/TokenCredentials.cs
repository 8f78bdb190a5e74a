using Starling.Client.Calls;
using Starling.GrainInterfaces;

namespace Starling.Client.Connections;

/// <summary>
/// Puts a token on every call that a client makes: the caller's where the connection is shared, else the connection's own. A call to
/// an object of another client carries none.
/// </summary>
/// <param name="token">The connection's own token; null where it has none.</param>
internal sealed class TokenCredentials(string? token) : IOutgoingGrainCallFilter
{
    /// <summary>Called by Orleans for every call.</summary>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        // Async, so that the entry is part of this call's context alone.
        if (context.TargetId.IsClient() || (CallerToken.Current ?? token) is not { } shown)
            RequestContext.Remove(CallContextKeys.Token);
        else
            RequestContext.Set(CallContextKeys.Token, shown);

        await context.Invoke();
    }
}
