using System.Collections.Concurrent;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Activations;

/// <content>The silo as a gateway.</content>
internal sealed partial class SiloRuntime
{
    /// <summary>
    /// Takes what clients send, and sends them their answers. A client sends calls and cancellations of its own, to grains, and
    /// nothing else: whatever else comes costs its connection.
    /// </summary>
    internal sealed class GatewayReceiver(SiloRuntime silo) : IFrameReceiver
    {
        private readonly ConcurrentDictionary<Guid, IConnection> _clients = new();
        private readonly ConcurrentDictionary<(Guid Client, long Id), ForwardedCall> _forwarded = new();
        private long _sweptAt;

        public int ClientCount => _clients.Count;

        public void OnFrame(Frame frame, IConnection connection)
        {
            Message message = FrameCodec.Decode(frame);
            if (message.Kind is not (MessageKind.Request or MessageKind.OneWay or MessageKind.Cancel) || message.Client != connection.RemoteClient || message.TargetGrain.IsDefault)
            {
                message.Body?.Dispose();
                throw new InvalidDataException($"A client may not send {message.Kind} for client {message.Client}.");
            }

            _clients[message.Client] = connection;
            message.SendingSilo = silo.Address;
            message.TargetSilo = null;
            message.IsPlacement = false;
            message.ForwardCount = 0;
            if (!silo._isFatal) silo.Receive(message);
        }

        public void OnClosed(IConnection connection)
        {
            if (!_clients.TryRemove(new KeyValuePair<Guid, IConnection>(connection.RemoteClient, connection))) return;
            foreach (var call in _forwarded.Keys)
            {
                if (call.Client == connection.RemoteClient) _forwarded.TryRemove(call, out _);
            }
        }

        public void Send(Message message)
        {
            _forwarded.TryRemove((message.Client, message.Id), out _);
            if (_clients.TryGetValue(message.Client, out IConnection? connection)) connection.TrySend(FrameCodec.Encode(message));
            else message.Body?.Dispose();
        }

        /// <summary>Remembers which silo has a client's call, until it is answered.</summary>
        public void NoteTarget(SiloAddress target, Message call)
        {
            TimeSpan limit = call.TimeToLive > TimeSpan.Zero ? call.TimeToLive : silo.Options.ResponseTimeout;
            var key = (call.Client, call.Id);
            if (call.Kind == MessageKind.Moved)
            {
                if (_forwarded.TryGetValue(key, out ForwardedCall? known)) _forwarded.TryUpdate(key, known with { Target = target }, known);
                return;
            }

            long now = Environment.TickCount64;
            _forwarded[key] = new ForwardedCall(target, call.TargetGrain, call.Method!, now + (long)limit.TotalMilliseconds);
            ForgetExpired(now);
        }

        /// <summary>Tells clients that a silo is gone which had their calls.</summary>
        public void FailCallsTo(SiloAddress target, Func<Message, Exception> reason)
        {
            foreach (((Guid client, long id), ForwardedCall call) in _forwarded)
            {
                if (!call.Target.Equals(target) || !_forwarded.TryRemove((client, id), out _)) continue;
                var request = new Message
                {
                    Kind = MessageKind.Request, Id = id, Client = client, SendingSilo = silo.Address, TargetGrain = call.Grain, Method = call.Method,
                };
                silo.AnswerFailure(request, reason(request));
            }
        }

        /// <summary>Asks the clients to take their next calls elsewhere; answers still come.</summary>
        public void SayGoodbye()
        {
            foreach ((Guid client, IConnection connection) in _clients)
                connection.TrySend(FrameCodec.Encode(new Message { Kind = MessageKind.Goodbye, Id = 0, Client = client, SendingSilo = silo.Address }));
        }

        // Calls whose callers have given up are never answered in time; once in a while they are looked for.
        private void ForgetExpired(long now)
        {
            long swept = Volatile.Read(ref _sweptAt);
            if (now - swept < 10_000 || Interlocked.CompareExchange(ref _sweptAt, now, swept) != swept) return;
            foreach (var (key, call) in _forwarded)
            {
                if (call.Expires < now) _forwarded.TryRemove(key, out _);
            }
        }

        private sealed record ForwardedCall(SiloAddress Target, GrainId Grain, MethodDescriptor Method, long Expires);
    }
}
