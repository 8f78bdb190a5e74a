using System.Reflection;
using Orleans.Runtime.Activations;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Filters;

/// <summary>A call that is received: the silo's filters, the grain's own, the grain.</summary>
internal sealed class IncomingCall(Activation activation, Message message, object target, object?[] arguments, IIncomingGrainCallFilter[] filters)
    : FilteredCall(message.Method!), IIncomingGrainCallContext
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

    protected override int FilterCount => filters.Length + (_own is null ? 0 : 1);

    protected override Task InvokeFilter(int index) => FilterAt(index).Invoke(this);

    protected override string FilterName(int index) => FilterAt(index).GetType().Name;

    // The result is copied here too, so that a filter that changes it does not change the grain's.
    protected override async ValueTask<object?> InvokeTargetAsync()
    {
        object? result = await Method.InvokeAsync(target, arguments);
        return Method.ResultCodec is { } codec ? codec.CopyObject(result) : result;
    }

    private IIncomingGrainCallFilter FilterAt(int index) => index < filters.Length ? filters[index] : _own!;
}
