using System.Reflection;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Filters;

/// <summary>
/// A call on its way through its filters: each stage ends with a result, set by a later stage or by itself, or with an exception.
/// A filter may go on more than once.
/// </summary>
internal abstract class FilteredCall(MethodDescriptor method) : IGrainCallContext
{
    private int _stage;
    private object? _result;
    private bool _hasResult;

    public abstract object Grain { get; }

    public abstract GrainId? SourceId { get; }

    public abstract GrainId TargetId { get; }

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(InterfaceDescriptor.NameOf(InterfaceMethod.DeclaringType!));

    // Sequences are called through an extension, whose name is that of Orleans.
    public string InterfaceName => method.IsExtension ? "Orleans.Runtime.IAsyncEnumerableGrainExtension" : InterfaceMethod.DeclaringType!.FullName!;

    public string MethodName => InterfaceMethod.Name;

    public MethodInfo InterfaceMethod => method.Method;

    public object? Result
    {
        get => _result;
        set
        {
            _result = value;
            _hasResult = true;
        }
    }

    protected MethodDescriptor Method => method;

    protected abstract int FilterCount { get; }

    public async Task Invoke()
    {
        int stage = _stage;
        if (stage > FilterCount) throw new InvalidOperationException($"{method} is invoked once more from behind its last filter.");
        _stage = stage + 1;
        try
        {
            if (stage == FilterCount)
            {
                Result = await InvokeTargetAsync();
                return;
            }

            await InvokeFilter(stage);
            if (!_hasResult) throw new InvalidOperationException($"The filter {FilterName(stage)} of {method} neither went on nor set a result.");
        }
        finally
        {
            _stage = stage;
        }
    }

    protected abstract Task InvokeFilter(int index);

    protected abstract string FilterName(int index);

    protected abstract ValueTask<object?> InvokeTargetAsync();
}
