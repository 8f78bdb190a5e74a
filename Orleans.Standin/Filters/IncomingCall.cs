using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Orleans.Runtime.Activations;
using Orleans.Runtime.Messaging;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime.Filters;

/// <summary>A call that is received: the silo's filters, the grain's own, the grain.</summary>
internal sealed class IncomingCall(Activation activation, Message message, object target, object?[] arguments, IIncomingGrainCallFilter[] filters)
    : FilteredCall(new Invocation(message.Method!, arguments, target)), IIncomingGrainCallContext
{
    private readonly IIncomingGrainCallFilter? _own = activation.GrainInstance as IIncomingGrainCallFilter;

    public override object Grain => activation.GrainInstance!;

    public override GrainId? SourceId => message.Source;

    public override GrainId TargetId => activation.GrainId;

    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod
    {
        get
        {
            InterfaceMapping map = target.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    public override object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    protected override int FilterCount => filters.Length + (_own is null ? 0 : 1);

    protected override Task InvokeFilter(int index) => FilterAt(index).Invoke(this);

    protected override string FilterName(int index) => FilterAt(index).GetType().Name;

    // A failure is a response too, and stays one where a filter catches the exception and sets no result. The result is copied
    // here already, so that a filter that changes it does not change the grain's.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It is thrown on.")]
    protected override async Task InvokeTargetAsync()
    {
        try
        {
            object? result = await Method.InvokeAsync(target, Arguments);
            Response = Response.FromResult(Method.ResultCodec is { } codec ? codec.CopyObject(result) : result);
        }
        catch (Exception exception)
        {
            Response = Response.FromException(exception);
            throw;
        }
    }

    private IIncomingGrainCallFilter FilterAt(int index) => index < filters.Length ? filters[index] : _own!;
}
