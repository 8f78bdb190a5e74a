using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Directory;
using Orleans.Runtime.Messaging;
using Orleans.Runtime.Networking;
using Orleans.Serialization;

namespace Orleans.Runtime.Activations;

/// <content>
/// How messages find their activation. A request goes to the local activation, to where the silo last saw the grain, or, after a
/// look into the directory, to where it is or is to be. A silo that gets a request for a grain it does not have sends it on.
/// </content>
internal sealed partial class SiloRuntime
{
    private static readonly TimeSpan CancellationRetry = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<GrainId, SiloAddress> _seen = new();

    /// <summary>Whether the caller has given up on a request.</summary>
    public bool IsExpired(Message message)
    {
        if (!Options.DropExpiredMessages || message.TimeToLive <= TimeSpan.Zero || Time.GetElapsedTime(message.ReceivedAt) < message.TimeToLive) return false;
        LogExpired(Logger, message);
        message.Body?.Dispose();
        return true;
    }

    /// <summary>The arguments of a request, in an array that is the callee's own.</summary>
    public object?[] TakeArguments(Message message)
    {
        if (message.Arguments is { } arguments) return arguments;
        using Payload? body = message.Body;
        message.Body = null;
        return message.Method!.ReadArguments(new Reader(body!, this));
    }

    /// <summary>Sends a request on that its activation could not begin.</summary>
    public void Reroute(Message message)
    {
        _seen.TryRemove(message.TargetGrain, out _);
        message.IsPlacement = false;
        if (++message.ForwardCount > ((SiloMessagingOptions)Options).MaxForwardCount)
        {
            AnswerFailure(message, new OrleansMessageRejectionException($"The message was sent on too often: {message}."));
            return;
        }

        _ = RouteAsync(message);
    }

    protected override void Send(Message message, object?[] arguments)
    {
        message.SendingSilo = Address;
        if (CurrentStatus == SiloStatus.Dead) throw new SiloUnavailableException($"The local silo has stopped: {message}.");
        if (Catalog.Find(message.TargetGrain) is null && _seen.TryGetValue(message.TargetGrain, out SiloAddress? silo))
        {
            message.Body = message.Method!.WriteArguments(arguments, areCopies: false);
            SendTo(silo, message);
            return;
        }

        message.Arguments = message.Method!.CopyArguments(arguments);
        Route(message);
    }

    protected override void SendCancellation(Message request) => Route(new Message
    {
        Kind = MessageKind.Cancel,
        Id = request.Id,
        SendingSilo = Address,
        TargetGrain = request.TargetGrain,
        Method = request.Method,
    });

    protected override void OnAnswered(Message request, Message response)
    {
        if (response.SendingSilo is { } silo && !silo.Equals(Address) && !IsStatelessWorker(request.TargetGrain)) _seen[request.TargetGrain] = silo;
    }

    private void Route(Message message)
    {
        if (Catalog.Find(message.TargetGrain) is not null) Deliver(message);
        else if (_seen.TryGetValue(message.TargetGrain, out SiloAddress? silo)) SendTo(silo, message);
        else _ = RouteAsync(message);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The caller learns of it.")]
    private async Task RouteAsync(Message message)
    {
        try
        {
            GrainClass grainClass = ClassOf(message);
            GrainAddress? known = grainClass.IsStatelessWorker ? null : await LookupAsync(message.TargetGrain);
            if (known is null && message.Kind == MessageKind.Cancel && !grainClass.IsStatelessWorker) return;
            message.IsPlacement = known is null;
            SiloAddress silo = known?.Silo ?? PlacementDirector.Choose(grainClass, message, Address, Membership, PlacementFilters);
            if (message.IsPlacement) _loads?.Expect(silo);
            if (silo.Equals(Address)) Deliver(message);
            else SendTo(silo, message);
        }
        catch (Exception exception)
        {
            AnswerFailure(message, exception);
        }
    }

    // An entry of a silo that is gone, or of an activation that this silo no longer has, is a leftover.
    private async ValueTask<GrainAddress?> LookupAsync(GrainId grainId)
    {
        GrainAddress? known;
        using (var limit = new CancellationTokenSource(Options.ResponseTimeout, SystemTime))
        {
            try
            {
                known = await Directory.LookupAsync(grainId, limit.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw new SiloUnavailableException($"The silo that keeps the directory's entry of {grainId} does not answer.", exception);
            }
        }

        bool isLeftover = known is not null && (IsDeadSilo(known.Silo) || (known.Silo.Equals(Address) && Catalog.Find(grainId) is null));
        if (!isLeftover) return known;
        await Directory.UnregisterAsync(known!);
        return null;
    }

    private static GrainClass ClassOf(Message message) =>
        GrainManifest.Find(message.TargetGrain.Type) ?? throw new OrleansMessageRejectionException($"No silo has a grain class '{message.TargetGrain.Type}'.");

    private static bool IsStatelessWorker(GrainId grainId) => GrainManifest.Find(grainId.Type) is { IsStatelessWorker: true };

    private void Deliver(Message message)
    {
        if (message.Kind == MessageKind.Cancel)
        {
            _ = CancelAsync(message);
            return;
        }

        GrainClass grainClass = ClassOf(message);
        Activation? activation = grainClass.IsStatelessWorker ? null : Catalog.Find(message.TargetGrain);
        if (activation is null)
        {
            bool mayCreate = (message.IsPlacement || grainClass.IsStatelessWorker) && CurrentStatus == SiloStatus.Active;
            if (!mayCreate)
            {
                Reroute(message);
                return;
            }

            activation = Catalog.GetOrCreate(grainClass, message);
        }

        message.TargetSilo = Address;
        activation.Receive(new CallTurn(message));
    }

    // The call may still be on its way.
    private async Task CancelAsync(Message message)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            if (Catalog.All.Where(activation => activation.GrainId == message.TargetGrain).Any(activation => activation.Cancel(message.CallId))) return;
            await Task.Delay(CancellationRetry, Time);
        }
    }

    private void SendTo(SiloAddress silo, Message message)
    {
        message.TargetSilo = silo;
        if (message.Arguments is { } arguments)
        {
            message.Body = message.Method!.WriteArguments(arguments, areCopies: true);
            message.Arguments = null;
        }

        if ((message.Body?.Length ?? 0) > Options.MaxMessageBodySize)
        {
            // As in Orleans: a message that is too large costs the connection, and every call that is on it.
            LogTooLarge(Logger, message, message.Body!.Length, Options.MaxMessageBodySize);
            CloseConnection(silo, message);
            return;
        }

        if (message.Kind == MessageKind.Request) NoteTarget(silo, message);
        ConnectionGroup? connection = ConnectionTo(silo, isUrgent: false);
        if (connection is null)
        {
            OnUnreachable(silo, message);
            return;
        }

        Frame frame = FrameCodec.Encode(message);
        if (frame.Header.Length > Options.MaxMessageHeaderSize)
        {
            LogTooLarge(Logger, message, frame.Header.Length, Options.MaxMessageHeaderSize);
            frame.Dispose();
            CloseConnection(silo, message);
            return;
        }

        switch (connection.TrySend(frame))
        {
            case SendOutcome.Closed:
                OnUnreachable(silo, message);
                break;
            case SendOutcome.Full:
                AnswerFailure(message, new OrleansMessageRejectionException($"Too much waits to be sent to {silo}: {message}."));
                break;
            default:
                break;
        }
    }

    // Whoever waits for the answer has to know which silo's end would be the end of its waiting.
    private void NoteTarget(SiloAddress silo, Message message)
    {
        if (message.Client != Guid.Empty && Address.Equals(message.SendingSilo))
        {
            Gateway.NoteTarget(silo, message);
        }
        else if (message.SendingSilo is { } caller && !Address.Equals(caller))
        {
            var writer = new Writer();
            Codecs.Get<SiloAddress?>().Write(writer, silo);
            SendTo(caller, new Message
            {
                Kind = MessageKind.Moved,
                Id = message.Id,
                Client = message.Client,
                SendingSilo = Address,
                TargetGrain = message.TargetGrain,
                Method = message.Method,
                Body = writer.Complete(),
            });
        }
    }

    private void OnMoved(Message notice)
    {
        SiloAddress? silo;
        using (notice.Body) silo = Codecs.Get<SiloAddress?>().Read(new Reader(notice.Body!, references: null));
        if (silo is null) return;
        if (notice.Client != Guid.Empty) Gateway.NoteTarget(silo, notice);
        else if (Pending.TryGet(notice.Id, out IPendingCall call)) call.Request.TargetSilo = silo;
        if (IsDeadSilo(silo)) OnSiloDead(silo);
    }

    private void CloseConnection(SiloAddress silo, Message cause)
    {
        cause.Body?.Dispose();
        cause.Body = null;
        if (_connections.TryRemove(silo, out ConnectionGroup? connection)) connection.Dismiss();
        Exception Reason(Message message) => new SiloUnavailableException($"The connection to {silo} was closed while it had {message}.");
        if (cause.Kind == MessageKind.Request) AnswerFailure(cause, Reason(cause));
        FailCallsTo(silo, Reason);
    }

    private void OnUnreachable(SiloAddress silo, Message message)
    {
        message.Body?.Dispose();
        message.Body = null;
        Forget(silo);
        if (message.Kind == MessageKind.Request) AnswerFailure(message, new SiloUnavailableException($"The silo {silo} cannot be reached for {message}."));
    }

    private void Forget(SiloAddress silo)
    {
        if (_connections.TryRemove(silo, out ConnectionGroup? connection)) connection.Abort();
        foreach (KeyValuePair<GrainId, SiloAddress> entry in _seen)
        {
            if (entry.Value.Equals(silo)) _seen.TryRemove(entry);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped, since its caller waits no longer: {Message}.")]
    private static partial void LogExpired(ILogger logger, Message message);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Message} has {Length} bytes, the limit is {Limit}: the connection is closed.")]
    private static partial void LogTooLarge(ILogger logger, Message message, int length, int limit);
}
