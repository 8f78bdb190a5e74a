using Starling.GrainInterfaces;

namespace Starling.Client.Connections;

/// <summary>Puts a client's token on every call that it makes. A call to an object of another client carries none.</summary>
/// <param name="token">The token.</param>
internal sealed class TokenCredentials(string token) : IOutgoingGrainCallFilter
{
    /// <summary>Called by Orleans for every call.</summary>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        // Async, so that the entry is part of this call's context alone.
        if (context.TargetId.IsClient())
            RequestContext.Remove(CallContextKeys.Token);
        else
            RequestContext.Set(CallContextKeys.Token, token);

        await context.Invoke();
    }
}
