using Starling.GrainInterfaces;

namespace Starling.Grains.Security;

/// <summary>
/// Who made the call that runs now, as the silo that checked the token wrote it down.
/// </summary>
/// <param name="Name">The name of the token's bearer; empty for the cluster itself and where it asks for no tokens.</param>
/// <param name="Role">The bearer's role; null for the cluster itself and where it asks for no tokens.</param>
public readonly record struct CallerIdentity(string Name, AccessRole? Role)
{
    /// <summary>The caller of the call that runs now.</summary>
    public static CallerIdentity Current =>
        RequestContext.Get(CallContextKeys.Caller) is string name && RequestContext.Get(CallContextKeys.Role) is int role
            ? new CallerIdentity(name, (AccessRole)role)
            : new CallerIdentity("", null);

    /// <summary>Makes the context of a client's call: what the client wrote is gone, save the ids of a trace.</summary>
    internal void Enter()
    {
        object? parent = RequestContext.Get("traceparent");
        object? state = RequestContext.Get("tracestate");
        RequestContext.Clear();
        if (parent is string)
            RequestContext.Set("traceparent", parent);
        if (state is string)
            RequestContext.Set("tracestate", state);
        if (Role is { } role)
        {
            RequestContext.Set(CallContextKeys.Caller, Name);
            RequestContext.Set(CallContextKeys.Role, (int)role);
        }
    }
}
