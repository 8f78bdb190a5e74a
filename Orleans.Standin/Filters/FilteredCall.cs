using System.Reflection;
using Orleans.Runtime.Messaging;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime.Filters;

/// <summary>
/// A call on its way through its filters: each stage ends with a response, set by a later stage or by itself, or with an
/// exception. A filter may go on more than once.
/// </summary>
internal abstract class FilteredCall(Invocation request) : IGrainCallContext
{
    private int _stage;

    public IInvokable Request => request;

    public abstract object Grain { get; }

    public abstract GrainId? SourceId { get; }

    public abstract GrainId TargetId { get; }

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(InterfaceDescriptor.NameOf(request.GetInterfaceType()));

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public abstract object? Result { get; set; }

    public Response? Response { get; set; }

    protected MethodDescriptor Method => request.Method;

    protected object?[] Arguments => request.Arguments;

    protected abstract int FilterCount { get; }

    public async Task Invoke()
    {
        int stage = _stage;
        if (stage > FilterCount) throw new InvalidOperationException($"{Method} is invoked once more from behind its last filter.");
        _stage = stage + 1;
        try
        {
            if (stage == FilterCount)
            {
                await InvokeTargetAsync();
                return;
            }

            await InvokeFilter(stage);
            if (Response is null) throw new InvalidOperationException($"The filter {FilterName(stage)} of {Method} neither went on nor set a result.");
        }
        finally
        {
            _stage = stage;
        }
    }

    protected abstract Task InvokeFilter(int index);

    protected abstract string FilterName(int index);

    /// <summary>Makes the call and sets the response.</summary>
    protected abstract Task InvokeTargetAsync();
}
