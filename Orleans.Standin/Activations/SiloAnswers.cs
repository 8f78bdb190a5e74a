using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Orleans.Runtime.Activations;

/// <content>How answers go back: within the silo as copies, else as bytes.</content>
internal sealed partial class SiloRuntime
{
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A result that cannot be copied or serialized is a failure of the call.")]
    public void Answer(Message request, object? result)
    {
        if (request.Kind != MessageKind.Request) return;
        try
        {
            Codec? codec = request.Method!.ResultCodec;
            if (IsOwn(request))
            {
                object? copy = codec is null or { CopiesByReference: true } ? result : codec.CopyObject(result);
                if (Pending.TryRemove(request.Id, out IPendingCall call)) call.TryComplete(copy);
                return;
            }

            var writer = new Writer();
            codec?.WriteObject(writer, result);
            SendAnswer(request, ResponseKind.Success, writer.Complete());
        }
        catch (Exception exception)
        {
            AnswerFailure(request, exception);
        }
    }

    public void AnswerFailure(Message request, Exception exception)
    {
        request.Body?.Dispose();
        request.Body = null;
        if (request.Kind != MessageKind.Request) return;
        if (IsOwn(request))
        {
            if (Pending.TryRemove(request.Id, out IPendingCall call)) call.TryFail(exception);
            return;
        }

        SendAnswer(request, ResponseKind.Failure, Write(exception));
    }

    private static Payload Write(Exception exception)
    {
        try
        {
            var writer = new Writer();
            Codecs.Get<Exception?>().Write(writer, exception);
            return writer.Complete();
        }
        catch (CodecNotFoundException notFound)
        {
            // The caller learns that the exception could not be told, which says what is missing.
            return Write(notFound);
        }
    }

    private bool IsOwn(Message request) => request.Client == Guid.Empty && Address.Equals(request.SendingSilo);

    private void SendAnswer(Message request, ResponseKind kind, Payload body)
    {
        var answer = new Message
        {
            Kind = MessageKind.Response,
            Id = request.Id,
            Response = kind,
            Client = request.Client,
            SendingSilo = Address,
            TargetSilo = request.SendingSilo,
            Body = body,
        };
        if (Address.Equals(request.SendingSilo)) Gateway.Send(answer);
        else SendTo(request.SendingSilo!, answer);
    }

    /// <summary>Takes what other silos send.</summary>
    private sealed class PeerReceiver(SiloRuntime silo) : IFrameReceiver
    {
        public void OnFrame(Frame frame, IConnection connection) => silo.Receive(FrameCodec.Decode(frame));

        public void OnClosed(IConnection connection)
        {
            foreach ((SiloAddress peer, IConnection open) in silo._connections)
            {
                if (ReferenceEquals(open, connection)) silo._connections.TryRemove(new KeyValuePair<SiloAddress, IConnection>(peer, open));
            }
        }
    }

    private void Receive(Message message)
    {
        message.ReceivedAt = Time.GetTimestamp();
        switch (message.Kind)
        {
            case MessageKind.Response when message.Client != Guid.Empty:
                Gateway.Send(message);
                break;
            case MessageKind.Response:
                Complete(message);
                break;
            default:
                Accept(message, message.TargetSilo is null ? Route : Deliver);
                break;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The caller learns of it; the connection goes on.")]
    private void Accept(Message message, Action<Message> next)
    {
        try
        {
            if (message.Method is null) throw new OrleansMessageRejectionException($"The method of a message to {message.TargetGrain} is unknown here.");
            next(message);
        }
        catch (Exception exception)
        {
            AnswerFailure(message, exception);
        }
    }

    /// <summary>Takes what clients send, and sends them their answers.</summary>
    internal sealed class GatewayReceiver(SiloRuntime silo) : IFrameReceiver
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, IConnection> _clients = new();

        public void OnFrame(Frame frame, IConnection connection)
        {
            Message message = FrameCodec.Decode(frame);
            _clients[message.Client] = connection;
            message.SendingSilo = silo.Address;
            silo.Receive(message);
        }

        public void OnClosed(IConnection connection)
        {
            foreach (KeyValuePair<Guid, IConnection> client in _clients)
            {
                if (ReferenceEquals(client.Value, connection)) _clients.TryRemove(client);
            }
        }

        public void Send(Message message)
        {
            if (_clients.TryGetValue(message.Client, out IConnection? connection)) connection.TrySend(FrameCodec.Encode(message));
            else message.Body?.Dispose();
        }

        public void Close()
        {
            foreach (IConnection connection in _clients.Values) connection.Close();
        }
    }
}
