using Starling.GrainInterfaces;

namespace Starling.Client.Connections;

/// <summary>Sends the client's token along with every call.</summary>
/// <param name="token">The token.</param>
internal sealed class TokenCredentials(string token) : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        RequestContext.Set(CallContextKeys.Token, token);
        return context.Invoke();
    }
}
