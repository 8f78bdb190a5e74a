using Orleans.Serialization;

namespace Orleans.Storage;

/// <summary>States in the binary form in which they cross in calls: what <see cref="GenerateSerializerAttribute"/> covers.</summary>
/// <param name="serializer">The serializer of calls.</param>
public class OrleansGrainStorageSerializer(Serializer serializer) : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? value) => new(serializer.SerializeToArray(value));

    /// <inheritdoc/>
    public T? Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return serializer.Deserialize<T>(input.ToMemory());
    }
}
