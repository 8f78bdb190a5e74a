using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call on its way through filters.</summary>
public interface IGrainCallContext
{
    /// <summary>The call.</summary>
    IInvokable Request { get; }

    /// <summary>The grain: its object where the call is received, a reference where it is made.</summary>
    object Grain { get; }

    /// <summary>
    /// Who calls: a grain, or a client (<see cref="GrainTypePrefix.IsClient(in GrainId)"/>). Null where the call is made outside
    /// every grain.
    /// </summary>
    GrainId? SourceId { get; }

    /// <summary>Who is called.</summary>
    GrainId TargetId { get; }

    /// <summary>The interface's name on the wire.</summary>
    GrainInterfaceType InterfaceType { get; }

    /// <summary>The interface's name.</summary>
    string InterfaceName { get; }

    /// <summary>The method's name.</summary>
    string MethodName { get; }

    /// <summary>The method of the interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result, once there is one; a filter may set another.</summary>
    object? Result { get; set; }

    /// <summary>How the call ended, once it has; a filter may set another end.</summary>
    Response? Response { get; set; }

    /// <summary>Goes on: to the next filter, and from the last one to the grain.</summary>
    Task Invoke();
}

/// <summary>A call that is received.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }
}

/// <summary>A call that is made.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that calls; null outside every grain.</summary>
    IGrainContext? SourceContext { get; }
}
