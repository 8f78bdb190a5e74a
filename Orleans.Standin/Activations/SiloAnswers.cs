using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime.Messaging;
using Orleans.Runtime.Networking;
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

    private void Receive(Message message)
    {
        message.ReceivedAt = Time.GetTimestamp();
        switch (message.Kind)
        {
            case MessageKind.System or MessageKind.SystemAnswer:
                SystemCalls.Receive(message);
                break;
            case MessageKind.Moved:
                OnMoved(message);
                break;
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

    /// <summary>Takes what other silos send.</summary>
    private sealed class PeerReceiver(SiloRuntime silo) : IFrameReceiver
    {
        public void OnFrame(Frame frame, IConnection connection)
        {
            Message message = FrameCodec.Decode(frame);
            if (!silo._isFatal) silo.Receive(message);
        }

        public void OnClosed(IConnection connection) => silo.OnPeerClosed((MessageConnection)connection);
    }
}
