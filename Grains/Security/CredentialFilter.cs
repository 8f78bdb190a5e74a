using Starling.GrainInterfaces;

namespace Starling.Grains.Security;

/// <summary>
/// Puts the secret of the cluster on every call that a silo makes, whatever token the call that caused it came with. A call to
/// an object of a client carries none.
/// </summary>
internal sealed class CredentialFilter(ClusterSecret secret) : IOutgoingGrainCallFilter
{
    // Async, so that the entry is part of this call's context alone.
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.TargetId.IsClient())
            RequestContext.Remove(CallContextKeys.Token);
        else
            RequestContext.Set(CallContextKeys.Token, secret.Value);

        await context.Invoke();
    }
}
