namespace Orleans.Storage;

/// <summary>Turns states of grains into bytes and back.</summary>
public interface IGrainStorageSerializer
{
    /// <summary>State to bytes.</summary>
    BinaryData Serialize<T>(T? input);

    /// <summary>Bytes to state.</summary>
    T? Deserialize<T>(BinaryData input);
}

/// <summary>Options of a storage that lets its serializer be chosen.</summary>
public interface IStorageProviderSerializerOptions
{
    /// <summary>The serializer. Default: the one registered under the storage's name, else the one of the silo (JSON).</summary>
    IGrainStorageSerializer GrainStorageSerializer { get; set; }
}
