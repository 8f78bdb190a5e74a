using Orleans.Serialization;

namespace Orleans.Runtime.Messaging;

/// <summary>A message as bytes: all that ever passes between two hosts, in one process or in two.</summary>
internal sealed record Frame(Payload Header, Payload Body) : IDisposable
{
    public int Length => Header.Length + Body.Length;

    /// <summary>Frames of one lane stay in order where there are several connections.</summary>
    public uint Lane { get; init; }

    /// <summary>Whether somebody waits for it who has sent something before.</summary>
    public bool IsAnswer { get; init; }

    public void Dispose()
    {
        Header.Dispose();
        Body.Dispose();
    }
}

/// <summary>Encodes and decodes messages.</summary>
internal static class FrameCodec
{
    private static readonly Codec<SiloAddress?> SiloCodec = Codecs.Get<SiloAddress?>();

    [Flags]
    private enum Flags : byte
    {
        None = 0,
        Placement = 1,
        Cancellable = 2,
        Client = 4,
        Context = 8,
        Grain = 16,
    }

    /// <summary>Makes a frame; the frame takes the message's body over.</summary>
    public static Frame Encode(Message message)
    {
        var writer = new Writer();
        Flags flags = (message.IsPlacement ? Flags.Placement : Flags.None) | (message.IsCancellable ? Flags.Cancellable : Flags.None)
            | (message.Client != Guid.Empty ? Flags.Client : Flags.None) | (message.RequestContext is not null ? Flags.Context : Flags.None)
            | (message.SendingGrain.IsDefault ? Flags.None : Flags.Grain);
        writer.WriteByte((byte)message.Kind);
        writer.WriteByte((byte)flags);
        writer.WriteByte((byte)message.Response);
        writer.WriteByte((byte)message.Operation);
        writer.WriteVarint((ulong)message.Id);
        writer.WriteVarint((ulong)message.ForwardCount);
        writer.WriteVarint((ulong)message.TimeToLive.TotalMilliseconds);
        writer.WriteFixed(message.Method?.Key ?? 0);
        SiloCodec.Write(writer, message.SendingSilo);
        SiloCodec.Write(writer, message.TargetSilo);
        writer.WriteString(message.TargetGrain.IsDefault ? null : message.TargetGrain.ToString());
        if (flags.HasFlag(Flags.Client)) writer.WriteFixed(message.Client);
        if (flags.HasFlag(Flags.Grain)) writer.WriteString(message.SendingGrain.ToString());
        if (message.RequestContext is not null) Codecs.Get<Dictionary<string, object>?>().Write(writer, message.RequestContext);
        Payload body = message.Body ?? new Payload();
        message.Body = null;
        return new Frame(writer.Complete(), body)
        {
            Lane = message.TargetGrain.IsDefault ? (uint)message.Id : message.TargetGrain.GetUniformHashCode(),
            IsAnswer = message.Kind is not (MessageKind.Request or MessageKind.OneWay),
        };
    }

    /// <summary>Reads a frame; the message takes the frame's body over.</summary>
    /// <exception cref="SerializerException">The header means nothing.</exception>
    public static Message Decode(Frame frame)
    {
        using Payload header = frame.Header;
        var reader = new Reader(header, references: null);
        var kind = (MessageKind)reader.ReadByte();
        var flags = (Flags)reader.ReadByte();
        var response = (ResponseKind)reader.ReadByte();
        var operation = (SystemOperation)reader.ReadByte();
        long id = (long)reader.ReadVarint();
        int forwards = (int)reader.ReadVarint();
        TimeSpan timeToLive = TimeSpan.FromMilliseconds(reader.ReadVarint());
        MethodDescriptor? method = InterfaceDescriptor.FindMethod(reader.ReadFixed<ulong>());
        SiloAddress? sendingSilo = SiloCodec.Read(reader);
        SiloAddress? targetSilo = SiloCodec.Read(reader);
        GrainId targetGrain = reader.ReadString() is { } grain ? ParseGrainId(grain) : default;
        return new Message
        {
            Kind = kind,
            Id = id,
            Response = response,
            Operation = operation,
            ForwardCount = forwards,
            TimeToLive = timeToLive,
            Method = method,
            SendingSilo = sendingSilo,
            TargetSilo = targetSilo,
            TargetGrain = targetGrain,
            IsPlacement = flags.HasFlag(Flags.Placement),
            IsCancellable = flags.HasFlag(Flags.Cancellable),
            Client = flags.HasFlag(Flags.Client) ? reader.ReadFixed<Guid>() : Guid.Empty,
            SendingGrain = flags.HasFlag(Flags.Grain) && reader.ReadString() is { } caller ? ParseGrainId(caller) : default,
            RequestContext = flags.HasFlag(Flags.Context) ? Codecs.Get<Dictionary<string, object>?>().Read(reader) : null,
            Body = frame.Body,
        };
    }

    private static GrainId ParseGrainId(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? GrainId.Create(text[..slash], text[(slash + 1)..]) : throw new SerializerException($"'{text}' is no grain identity.");
    }
}
