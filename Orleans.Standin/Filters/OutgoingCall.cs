using Orleans.Runtime.Messaging;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime.Filters;

/// <summary>A call that is made: the host's filters, then the message.</summary>
internal sealed class OutgoingCall<T>(CallRuntime runtime, GrainReference target, MethodDescriptor method, object?[] arguments, IOutgoingGrainCallFilter[] filters)
    : FilteredCall(new Invocation(method, arguments)), IOutgoingGrainCallContext
{
    public override object Grain => target;

    public override GrainId? SourceId => SourceContext?.GrainId;

    public override GrainId TargetId => target.GrainId;

    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    /// <exception cref="InvalidOperationException">The call has no response yet.</exception>
    public override object? Result
    {
        get => (Response ?? throw new InvalidOperationException($"{Method} has no response yet.")).GetResult<T>();
        set => Response = Response.FromResult((T?)value);
    }

    protected override int FilterCount => filters.Length;

    public async Task<T> RunAsync()
    {
        await Invoke();
        return Response!.GetResult<T>()!;
    }

    protected override Task InvokeFilter(int index) => filters[index].Invoke(this);

    protected override string FilterName(int index) => filters[index].GetType().Name;

    protected override async Task InvokeTargetAsync() => Response = Response.FromResult(await runtime.CallUnfiltered<T>(target, Method, Arguments));
}
