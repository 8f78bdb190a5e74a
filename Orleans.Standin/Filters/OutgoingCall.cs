using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Filters;

/// <summary>A call that is made: the host's filters, then the message.</summary>
internal sealed class OutgoingCall<T>(CallRuntime runtime, GrainReference target, MethodDescriptor method, object?[] arguments, IOutgoingGrainCallFilter[] filters)
    : FilteredCall(method), IOutgoingGrainCallContext
{
    public override object Grain => target;

    public override GrainId? SourceId => SourceContext?.GrainId;

    public override GrainId TargetId => target.GrainId;

    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    protected override int FilterCount => filters.Length;

    public async Task<T> RunAsync()
    {
        await Invoke();
        return (T)Result!;
    }

    protected override Task InvokeFilter(int index) => filters[index].Invoke(this);

    protected override string FilterName(int index) => filters[index].GetType().Name;

    protected override async ValueTask<object?> InvokeTargetAsync() => await runtime.CallUnfiltered<T>(target, Method, arguments);
}
