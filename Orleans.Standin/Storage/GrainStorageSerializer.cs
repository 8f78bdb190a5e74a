namespace Orleans.Storage;

/// <summary>Writes with one serializer and reads with two, for states that an earlier serializer wrote.</summary>
/// <param name="serializer">Writes, and is tried first for reading.</param>
/// <param name="fallbackDeserializer">Reads what the first one cannot.</param>
public class GrainStorageSerializer(IGrainStorageSerializer serializer, IGrainStorageSerializer fallbackDeserializer) : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => serializer.Serialize(input);

    /// <inheritdoc/>
    /// <exception cref="AggregateException">Neither can read it.</exception>
    public T? Deserialize<T>(BinaryData input)
    {
        try
        {
            return serializer.Deserialize<T>(input);
        }
        catch (Exception first)
        {
            try
            {
                return fallbackDeserializer.Deserialize<T>(input);
            }
            catch (Exception second)
            {
                throw new AggregateException("Neither serializer reads the stored state.", first, second);
            }
        }
    }
}
