using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;

namespace Orleans.Runtime.Messaging;

/// <summary>Nothing, on the wire.</summary>
[GenerateSerializer]
internal sealed class Nothing
{
    public static readonly Nothing Value = new();
}

/// <summary>
/// Questions that the runtimes of silos ask each other, beside the grains: probes, membership, directory. They have a clock of
/// their own, since a network does not wait for a test's.
/// </summary>
internal sealed partial class SystemCalls(SiloAddress local, TimeProvider time, Func<Message, bool> send, ILogger logger)
{
    private readonly ConcurrentDictionary<long, Call> _calls = new();
    private readonly Dictionary<SystemOperation, Func<SiloAddress, Payload, ValueTask<Payload>>> _handlers = [];
    private long _lastId;

    /// <summary>Says who answers an operation. Called before anything is received.</summary>
    public void Handle<TRequest, TAnswer>(SystemOperation operation, Func<SiloAddress, TRequest, ValueTask<TAnswer>> handler) =>
        _handlers[operation] = async (sender, body) =>
        {
            TRequest request;
            using (body) request = Codecs.Get<TRequest>().Read(new Reader(body, references: null));
            return Encode(await handler(sender, request));
        };

    /// <summary>Asks another silo, or this one.</summary>
    /// <exception cref="SiloUnavailableException">The silo is gone, or the connection to it broke.</exception>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    /// <exception cref="OrleansException">The other silo failed.</exception>
    public async Task<TAnswer> AskAsync<TRequest, TAnswer>(
        SiloAddress target, SystemOperation operation, TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using Payload answer = target.Equals(local)
            ? await _handlers[operation](local, Encode(request))
            : await SendAsync(target, operation, Encode(request), timeout, cancellationToken);
        return Codecs.Get<TAnswer>().Read(new Reader(answer, references: null));
    }

    /// <summary>Tells another silo something and waits for nothing.</summary>
    public void Tell<TRequest>(SiloAddress target, SystemOperation operation, TRequest request) =>
        send(new Message { Kind = MessageKind.System, Id = 0, SendingSilo = local, TargetSilo = target, Operation = operation, Body = Encode(request) });

    /// <summary>Takes a question or an answer that arrived.</summary>
    public void Receive(Message message)
    {
        if (message.Kind == MessageKind.System)
        {
            _ = Task.Run(() => AnswerAsync(message));
            return;
        }

        if (!_calls.TryRemove(message.Id, out Call? call))
        {
            message.Body?.Dispose();
            return;
        }

        if (message.Response == ResponseKind.Success)
        {
            if (!call.Answer.TrySetResult(message.Body!)) message.Body!.Dispose();
            return;
        }

        using Payload body = message.Body!;
        call.Answer.TrySetException(new OrleansException($"{call.Target} could not answer {message.Operation}: {new Reader(body, references: null).ReadString()}"));
    }

    /// <summary>Fails what waits for a silo.</summary>
    public void Fail(SiloAddress silo)
    {
        foreach ((long id, Call call) in _calls)
        {
            if (call.Target.Equals(silo) && _calls.TryRemove(id, out _)) call.Answer.TrySetException(new SiloUnavailableException($"The silo {silo} is unavailable."));
        }
    }

    private static Payload Encode<T>(T value)
    {
        var writer = new Writer();
        Codecs.Get<T>().Write(writer, value);
        return writer.Complete();
    }

    private async Task<Payload> SendAsync(SiloAddress target, SystemOperation operation, Payload body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long id = Interlocked.Increment(ref _lastId);
        var call = new Call(target, new TaskCompletionSource<Payload>(TaskCreationOptions.RunContinuationsAsynchronously));
        _calls[id] = call;
        try
        {
            var message = new Message { Kind = MessageKind.System, Id = id, SendingSilo = local, TargetSilo = target, Operation = operation, Body = body };
            if (!send(message)) throw new SiloUnavailableException($"The silo {target} cannot be reached.");
            return await call.Answer.Task.WaitAsync(timeout, time, cancellationToken);
        }
        finally
        {
            _calls.TryRemove(id, out _);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The silo that asked learns of it.")]
    private async Task AnswerAsync(Message question)
    {
        Payload body;
        ResponseKind kind = ResponseKind.Success;
        try
        {
            body = await _handlers[question.Operation](question.SendingSilo!, question.Body!);
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception, question.Operation, question.SendingSilo!);
            var writer = new Writer();
            writer.WriteString(exception.Message);
            body = writer.Complete();
            kind = ResponseKind.Failure;
        }

        if (question.Id == 0)
        {
            body.Dispose();
            return;
        }

        send(new Message
        {
            Kind = MessageKind.SystemAnswer,
            Id = question.Id,
            Operation = question.Operation,
            Response = kind,
            SendingSilo = local,
            TargetSilo = question.SendingSilo,
            Body = body,
        });
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Operation} of {Silo} could not be answered.")]
    private static partial void LogFailed(ILogger logger, Exception exception, SystemOperation operation, SiloAddress silo);

    private sealed record Call(SiloAddress Target, TaskCompletionSource<Payload> Answer);
}
