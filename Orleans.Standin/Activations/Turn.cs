using Orleans.Runtime.Filters;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Activations;

/// <summary>Something that an activation does from its beginning to its end: a call, or a tick of a timer.</summary>
internal abstract class Turn
{
    /// <summary>Whether it may run beside whatever runs.</summary>
    public abstract bool AlwaysInterleaves { get; }

    public virtual bool IsReadOnly => false;

    /// <summary>The call chain that it belongs to, where that chain may re-enter grains.</summary>
    public virtual Guid ReentrancyId => Guid.Empty;

    /// <summary>Whether it counts as a use of the activation.</summary>
    public virtual bool KeepsAlive => true;

    public abstract Task RunAsync(Activation activation);

    /// <summary>Called where the activation ended before the turn began.</summary>
    public abstract void Reroute(SiloRuntime silo);
}

/// <summary>A call.</summary>
internal sealed class CallTurn(Message message) : Turn
{
    private CancellationTokenSource? _cancellation;

    public Message Message { get; } = message;

    public override bool AlwaysInterleaves => Message.Method!.AlwaysInterleaves;

    public override bool IsReadOnly => Message.Method!.IsReadOnly;

    public override Guid ReentrancyId => RequestContext.ReentrancyIdOf(Message.RequestContext);

    public void Cancel() => _cancellation?.Cancel();

    public override async Task RunAsync(Activation activation)
    {
        SiloRuntime silo = activation.Silo;
        MethodDescriptor method = Message.Method!;
        if (silo.IsExpired(Message)) return;
        try
        {
            object?[] arguments = silo.TakeArguments(Message);
            if (Message.IsCancellable)
            {
                _cancellation = new CancellationTokenSource();
                arguments[method.CancellationIndex] = _cancellation.Token;
            }

            RequestContext.Snapshot = Message.RequestContext;
            object target = method.IsExtension ? activation.Enumerations : activation.GrainInstance!;
            object? result = silo.Filters is null && activation.GrainInstance is not IIncomingGrainCallFilter
                ? await method.InvokeAsync(target, arguments)
                : await FilterAsync(activation, target, arguments);
            silo.Answer(Message, result);
        }
        catch (Exception exception)
        {
            activation.OnFailedCall(exception);
            silo.AnswerFailure(Message, exception);
        }
    }

    public override void Reroute(SiloRuntime silo) => silo.Reroute(Message);

    private async Task<object?> FilterAsync(Activation activation, object target, object?[] arguments)
    {
        var call = new IncomingCall(activation, Message, target, arguments, (activation.Silo.Filters ?? CallFilters.None).Incoming);
        await call.Invoke();
        return call.Response!.GetResult<object?>();
    }
}
