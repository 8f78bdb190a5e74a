using Orleans.Concurrency;
using Orleans.Serialization;

namespace Orleans.Runtime.Messaging;

/// <summary>What a step of an enumeration brought.</summary>
[GenerateSerializer]
internal enum EnumerationStatus : byte
{
    /// <summary>Nothing yet: ask again.</summary>
    Heartbeat,

    /// <summary>Some elements; there may be more.</summary>
    Elements,

    /// <summary>Some elements, perhaps none, and the end.</summary>
    Completed,

    /// <summary>The sequence failed.</summary>
    Failed,

    /// <summary>The caller cancelled.</summary>
    Cancelled,

    /// <summary>The grain knows no such enumeration.</summary>
    Unknown,
}

/// <summary>A step of an enumeration: its elements, as a list, or the exception that ended it.</summary>
[GenerateSerializer]
internal readonly record struct EnumerationStep(EnumerationStatus Status, object? Value);

/// <summary>A call of a method that returns a sequence.</summary>
internal sealed record SequenceRequest(MethodDescriptor Method, object?[] Arguments, int MaxBatchSize);

/// <summary>Reads the sequences that grain methods return, in batches.</summary>
internal interface IEnumerationExtension : IRuntimeExtension
{
    [AlwaysInterleave]
    ValueTask<EnumerationStep> StartAsync(Guid id, [Immutable] SequenceRequest request, CancellationToken cancellationToken);

    [AlwaysInterleave]
    ValueTask<EnumerationStep> MoveNextAsync(Guid id, CancellationToken cancellationToken);

    [AlwaysInterleave]
    ValueTask DisposeAsync(Guid id);
}

internal sealed class SequenceRequestCodec : Codec<SequenceRequest>
{
    public override void Write(Writer writer, SequenceRequest value)
    {
        writer.WriteFixed(value.Method.Key);
        writer.WriteVarint((ulong)value.MaxBatchSize);
        value.Method.WriteArguments(writer, value.Arguments);
    }

    public override SequenceRequest Read(Reader reader)
    {
        MethodDescriptor method = InterfaceDescriptor.FindMethod(reader.ReadFixed<ulong>()) ?? throw new SerializerException("The method is unknown here.");
        int batch = (int)reader.ReadVarint();
        return new SequenceRequest(method, method.ReadArguments(reader), batch);
    }
}
