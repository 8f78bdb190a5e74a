using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization.Invocation;
using Starling.GrainInterfaces;

namespace Starling.Grains.Security;

/// <summary>What a call asks of its caller.</summary>
internal enum CallDemand
{
    /// <summary>It is for the cluster itself: no client may make it.</summary>
    Cluster,

    /// <summary>A client may make it with a token of some role.</summary>
    Token,

    /// <summary>A client needs it to be a client at all, before it can show a token; or it cannot come from elsewhere.</summary>
    Nothing,
}

/// <summary>
/// Which call it is, and what it asks of a client. Everything that is not allowed here is forbidden: methods of grains without
/// <see cref="AccessAttribute"/>, Orleans' own grains (the management grain), its system targets and its extensions.
/// </summary>
/// <param name="Demand">What it asks.</param>
/// <param name="Role">The least role where it asks for a token.</param>
/// <param name="Name">Its name, for messages.</param>
internal readonly record struct CallTarget(CallDemand Demand, AccessRole Role, string Name)
{
    // Named by text: they are internal to Orleans, or not there in every engine.
    private const string Enumeration = "Orleans.Runtime.IAsyncEnumerableGrainExtension";
    private const string Cancellation = "Orleans.Runtime.IGrainCallCancellationExtension";
    private const string Timer = "Orleans.Runtime.IGrainTimerInvoker";
    private const string Manifest = "Orleans.Runtime.IClusterManifestSystemTarget";

    private static readonly ConcurrentDictionary<MethodInfo, CallTarget> Known = new();

    /// <summary>What a call asks.</summary>
    /// <param name="method">The method of the interface.</param>
    /// <param name="request">The call.</param>
    public static CallTarget Of(MethodInfo method, IInvokable request) => method.DeclaringType?.FullName switch
    {
        // An IAsyncEnumerable method is no call of its own: it travels inside this one.
        Enumeration when method.Name == "StartEnumeration" => OfEnumeration(request),

        // Going on, or ending, takes the random id that the one who started it chose, and a token that is still good.
        Enumeration when method.Name is "MoveNext" or "DisposeAsync" => new(CallDemand.Token, AccessRole.Viewer, "an enumeration"),

        // A client takes its own call back: clients are told apart by ids that they chose at random.
        Cancellation when request.GetArgumentCount() > 0 && request.GetArgument(0) is GrainId sender && sender.IsClient() =>
            new(CallDemand.Token, AccessRole.Viewer, "a cancellation"),

        // Which types of grains there are, and which silos: without it a client cannot even ask and be refused.
        Manifest when method.Name is "GetClusterManifest" or "GetClusterManifestUpdate" =>
            new(CallDemand.Nothing, AccessRole.Viewer, method.Name),

        // The tick of a timer passes through the filters of calls, and nobody has put the secret on it. It is its own target: an
        // object of this process, which no message from elsewhere can be.
        Timer when ReferenceEquals(request.GetTarget(), request) => new(CallDemand.Nothing, AccessRole.Viewer, "a timer"),

        _ => Of(method),
    };

    /// <summary>What an ordinary method asks.</summary>
    public static CallTarget Of(MethodInfo method) => Known.GetOrAdd(method, static method =>
    {
        string name = $"{method.DeclaringType?.Name}.{method.Name}";
        return method.GetCustomAttribute<AccessAttribute>() is { } access
            ? new CallTarget(CallDemand.Token, access.Role, name)
            : new CallTarget(CallDemand.Cluster, AccessRole.Operator, name);
    });

    private static CallTarget OfEnumeration(IInvokable request)
    {
        for (int i = 0; i < request.GetArgumentCount(); i++)
        {
            if (request.GetArgument(i) is IInvokable inner)
                return Of(inner.GetMethod());
        }

        return new CallTarget(CallDemand.Cluster, AccessRole.Operator, "an enumeration of nothing");
    }
}
