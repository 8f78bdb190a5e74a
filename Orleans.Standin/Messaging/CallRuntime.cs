using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Filters;
using Orleans.Serialization;

namespace Orleans.Runtime.Messaging;

/// <summary>What silos and clients have in common: making calls, and waiting for their answers.</summary>
internal abstract partial class CallRuntime : IReferenceFactory, IDisposable
{
    private readonly MessagingOptions _options;
    private long _lastId;

    protected CallRuntime(TimeProvider time, MessagingOptions options, ILogger logger)
    {
        Time = time;
        _options = options;
        Logger = logger;
        Pending = new PendingCalls(time, Expire);
    }

    public TimeProvider Time { get; }

    public MessagingOptions Options => _options;

    /// <summary>The host's filters of calls; null where it has none, which is asked on every call.</summary>
    public CallFilters? Filters { get; set; }

    protected ILogger Logger { get; }

    protected PendingCalls Pending { get; }

    public GrainReference CreateReference(GrainId grainId, Type interfaceType) => ProxyFactory.Create(this, grainId, interfaceType);

    /// <summary>The class that serves an interface.</summary>
    public abstract GrainType ResolveGrainType(Type interfaceType, string? classNamePrefix);

    /// <summary>Makes a call, through the host's filters where it has any.</summary>
    public Task<T> Call<T>(GrainReference target, MethodDescriptor method, object?[] arguments) =>
        Filters is { Outgoing: { Length: > 0 } filters }
            ? new OutgoingCall<T>(this, target, method, arguments, filters).RunAsync()
            : CallUnfiltered<T>(target, method, arguments);

    /// <summary>Makes a call. Arguments are copied or serialized before this returns, so that the caller may change them.</summary>
    public Task<T> CallUnfiltered<T>(GrainReference target, MethodDescriptor method, object?[] arguments)
    {
        CancellationToken cancellation = method.CancellationIndex >= 0 ? (CancellationToken)arguments[method.CancellationIndex]! : default;
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<T>(cancellation);
        TimeSpan timeout = method.ResponseTimeout ?? _options.ResponseTimeout;
        var message = new Message
        {
            Kind = method.IsOneWay ? MessageKind.OneWay : MessageKind.Request,
            Id = Interlocked.Increment(ref _lastId),
            TargetGrain = target.GrainId,
            SendingGrain = RuntimeContext.Current?.GrainId ?? default,
            Method = method,
            IsCancellable = cancellation.CanBeCanceled,
            TimeToLive = timeout,
            ReceivedAt = Time.GetTimestamp(),
            RequestContext = CopyOf(RequestContext.Snapshot),
            Client = ClientId,
        };
        if (method.IsOneWay)
        {
            Send(message, arguments);
            return Task.FromResult<T>(default!);
        }

        var call = new PendingCall<T>(message, Pending.DeadlineAfter(timeout));
        Pending.Add(call);
        try
        {
            Send(message, arguments);
        }
        catch (Exception exception) when (exception is SerializerException or ArgumentException or OrleansException)
        {
            if (Pending.TryRemove(message.Id, out _)) call.TryFail(exception);
        }

        if (cancellation.CanBeCanceled && !call.Task.IsCompleted) CancelWith(call, cancellation);
        return call.Task;
    }

    /// <summary>Takes an answer that came as bytes.</summary>
    public void Complete(Message response)
    {
        using Payload? body = response.Body;
        if (!Pending.TryRemove(response.Id, out IPendingCall call)) return;
        OnAnswered(call.Request, response);
        try
        {
            var reader = new Reader(body!, this);
            if (response.Response == ResponseKind.Success) call.TryComplete(call.Request.Method!.ResultCodec?.ReadObject(reader));
            else call.TryFail(Codecs.Get<Exception?>().Read(reader) ?? new OrleansException("The call failed for an unknown reason."));
        }
        catch (Exception exception)
        {
            call.TryFail(exception);
        }
    }

    public virtual void Dispose()
    {
        Pending.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The identity of this client; empty in a silo.</summary>
    protected virtual Guid ClientId => Guid.Empty;

    /// <summary>Sends a request on its way.</summary>
    protected abstract void Send(Message message, object?[] arguments);

    /// <summary>Tells the callee that its caller wants no answer any more.</summary>
    protected abstract void SendCancellation(Message request);

    /// <summary>Learns from where an answer came.</summary>
    protected virtual void OnAnswered(Message request, Message response)
    {
    }

    private static Dictionary<string, object>? CopyOf(Dictionary<string, object>? context) =>
        context is null ? null : Codecs.Get<Dictionary<string, object>?>().Copy(context);

    private void CancelWith<T>(PendingCall<T> call, CancellationToken cancellation)
    {
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static (state, _) =>
            {
                var (runtime, call, cancellation) = ((CallRuntime, PendingCall<T>, CancellationToken))state!;
                runtime.Cancel(call, cancellation);
            },
            (this, call, cancellation));
        _ = call.Task.ContinueWith(
            static (_, state) => ((CancellationTokenRegistration)state!).Dispose(),
            registration,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Cancel<T>(PendingCall<T> call, CancellationToken cancellation)
    {
        if (_options.WaitForCancellationAcknowledgement)
        {
            if (Pending.TryGet(call.Request.Id, out _)) SendCancellation(call.Request);
            return;
        }

        if (!Pending.TryRemove(call.Request.Id, out _)) return;
        SendCancellation(call.Request);
        call.TryFail(new OperationCanceledException(cancellation));
    }

    private void Expire(IPendingCall call)
    {
        Message request = call.Request;
        if (_options.CancelRequestOnTimeout) SendCancellation(request);
        TimeSpan timeout = request.Method!.ResponseTimeout ?? _options.ResponseTimeout;
        LogTimeout(Logger, request, timeout);
        call.TryFail(new TimeoutException($"Response did not arrive on time in {timeout} for message: {request}."));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Response did not arrive on time in {Timeout} for message: {Message}.")]
    private static partial void LogTimeout(ILogger logger, Message message, TimeSpan timeout);
}
