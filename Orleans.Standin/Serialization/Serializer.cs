using System.Diagnostics.CodeAnalysis;

namespace Orleans.Serialization;

/// <summary>Turns values into bytes and back, as calls do.</summary>
public sealed class Serializer
{
    private readonly IReferenceFactory? _references;

    internal Serializer(IReferenceFactory? references)
    {
        _references = references;
    }

    /// <summary>Whether a type can be serialized.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The signature is that of Orleans.")]
    public bool CanSerialize<T>()
    {
        try
        {
            return Codecs.Get<T>() is not null;
        }
        catch (CodecNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Value to bytes.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The signature is that of Orleans.")]
    public byte[] SerializeToArray<T>(T value)
    {
        var writer = new Writer { IsStable = true };
        Codecs.Get<T>().Write(writer, value);
        using Payload payload = writer.Complete();
        return payload.ToArray();
    }

    /// <summary>Bytes to value.</summary>
    public T Deserialize<T>(byte[] source) => Deserialize<T>(source.AsMemory());

    /// <summary>Bytes to value.</summary>
    public T Deserialize<T>(ReadOnlyMemory<byte> source)
    {
        using var payload = new Payload();
        payload.Add(source);
        return Codecs.Get<T>().Read(new Reader(payload, _references));
    }
}

/// <summary>Copies values, as calls within a silo do.</summary>
public sealed class DeepCopier
{
    internal DeepCopier()
    {
    }

    /// <summary>A copy that shares only what is immutable.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The signature is that of Orleans.")]
    public T Copy<T>(T value) => (T)Codecs.Get<T>().CopyObject(value)!;
}
