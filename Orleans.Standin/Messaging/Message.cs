using Orleans.Serialization;

namespace Orleans.Runtime.Messaging;

internal enum MessageKind : byte
{
    Request,
    OneWay,
    Response,
    Cancel,

    /// <summary>Tells a caller that its request was sent on to another silo.</summary>
    Moved,

    /// <summary>A question of one silo's runtime to another's.</summary>
    System,

    /// <summary>Its answer.</summary>
    SystemAnswer,

    /// <summary>Tells a client that the gateway stops and wants no new calls.</summary>
    Goodbye,
}

internal enum ResponseKind : byte
{
    Success,
    Failure,
}

/// <summary>A call, its answer, or the wish to cancel it, on its way between two activations or hosts.</summary>
internal sealed class Message
{
    public required MessageKind Kind { get; init; }

    /// <summary>The number that the caller gave the call.</summary>
    public required long Id { get; init; }

    /// <summary>The silo that answers go to: the caller's, or the gateway of a client.</summary>
    public SiloAddress? SendingSilo { get; set; }

    /// <summary>The client that called; empty where a silo did.</summary>
    public Guid Client { get; init; }

    /// <summary>The grain that called; none where a client did, or a silo's host.</summary>
    public GrainId SendingGrain { get; init; }

    public SiloAddress? TargetSilo { get; set; }

    public GrainId TargetGrain { get; init; }

    public MethodDescriptor? Method { get; init; }

    /// <summary>Whether the sender found the grain active nowhere and chose the target silo for it.</summary>
    public bool IsPlacement { get; set; }

    /// <summary>Whether the caller may cancel.</summary>
    public bool IsCancellable { get; init; }

    public int ForwardCount { get; set; }

    /// <summary>How long the caller still waits; zero for ever.</summary>
    public TimeSpan TimeToLive { get; set; }

    /// <summary>When it arrived here, by the host's clock.</summary>
    public long ReceivedAt { get; set; }

    public Dictionary<string, object>? RequestContext { get; init; }

    public ResponseKind Response { get; init; }

    /// <summary>What is asked, where a silo's runtime asks another's.</summary>
    public SystemOperation Operation { get; init; }

    /// <summary>The arguments, copied, of a request that has not left its silo.</summary>
    public object?[]? Arguments { get; set; }

    /// <summary>The arguments, result or exception as bytes.</summary>
    public Payload? Body { get; set; }

    /// <summary>The call that an answer or a cancellation belongs to.</summary>
    public CallId CallId => new(SendingSilo, Client, Id);

    /// <summary>Who called, for filters. What a client says of itself does not count: its connection says which client it is.</summary>
    public GrainId Source => Client != Guid.Empty ? GrainId.Create(GrainTypePrefix.ClientGrainType, Client.ToString("N"))
        : SendingGrain.IsDefault ? GrainId.Create(GrainTypePrefix.ClientGrainType, $"hosted-{SendingSilo?.ToParsableString()}")
        : SendingGrain;

    public override string ToString() => Kind == MessageKind.Response ? $"response {Id}" : $"{Method} to {TargetGrain} ({Kind} {Id})";
}

/// <summary>Names a call in the whole cluster.</summary>
internal readonly record struct CallId(SiloAddress? SendingSilo, Guid Client, long Id);
