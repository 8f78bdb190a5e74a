namespace Orleans.Serialization;

/// <summary>A value could not be serialized or deserialized.</summary>
[GenerateSerializer]
public class SerializerException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public SerializerException()
    {
    }

    /// <summary>Makes an exception.</summary>
    public SerializerException(string message) : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    public SerializerException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>A type cannot cross the wire: it has no <see cref="GenerateSerializerAttribute"/>.</summary>
[GenerateSerializer]
public sealed class CodecNotFoundException : SerializerException
{
    /// <summary>Makes an exception.</summary>
    public CodecNotFoundException(string message) : base(message)
    {
    }
}
