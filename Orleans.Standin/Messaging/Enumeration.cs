using Orleans.Concurrency;
using Orleans.Serialization;

namespace Orleans.Runtime
{
    /// <summary>Reads the sequences that grain methods return, in batches. Filters of calls see it: the names are those of Orleans.</summary>
    internal interface IAsyncEnumerableGrainExtension : Messaging.IRuntimeExtension
    {
        [AlwaysInterleave]
        ValueTask<Messaging.EnumerationStep> StartEnumeration(Guid id, [Immutable] Messaging.SequenceRequest request, CancellationToken cancellationToken);

        [AlwaysInterleave]
        ValueTask<Messaging.EnumerationStep> MoveNext(Guid id, CancellationToken cancellationToken);

        [AlwaysInterleave]
        ValueTask DisposeAsync(Guid id);
    }
}

namespace Orleans.Runtime.Messaging
{
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
    internal sealed class SequenceRequest(MethodDescriptor method, object?[] arguments, int maxBatchSize) : Invocation(method, arguments)
    {
        public int MaxBatchSize => maxBatchSize;
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
}
