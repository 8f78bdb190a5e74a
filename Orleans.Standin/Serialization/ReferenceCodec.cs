namespace Orleans.Serialization;

/// <summary>
/// Reference types: null, a value of exactly the declared type, or the name of another type and a value of it.
/// </summary>
internal abstract class ReferenceCodec<T> : Codec<T?> where T : class
{
    private const byte Null = 0;
    private const byte Exact = 1;
    private const byte Other = 2;

    public sealed override void Write(Writer writer, T? value)
    {
        if (value is null)
        {
            writer.WriteByte(Null);
            return;
        }

        StackGuard.Check();
        if (value.GetType() == typeof(T))
        {
            writer.WriteByte(Exact);
            WriteBody(writer, value);
            return;
        }

        Codec other = Codecs.Get(value.GetType());
        writer.WriteByte(Other);
        writer.WriteString(TypeNames.Format(value.GetType()));
        other.WriteObject(writer, value);
    }

    public sealed override T? Read(Reader reader)
    {
        StackGuard.Check();
        return reader.ReadByte() switch
        {
            Null => null,
            Exact => ReadBody(reader),
            Other => ReadOther(reader),
            byte marker => throw new SerializerException($"A {typeof(T)} on the wire starts with {marker}, which means nothing."),
        };
    }

    public sealed override T? Copy(T? value)
    {
        if (value is null) return null;
        StackGuard.Check();
        return value.GetType() == typeof(T) ? CopyBody(value) : (T?)Codecs.Get(value.GetType()).CopyObject(value);
    }

    protected abstract void WriteBody(Writer writer, T value);

    protected abstract T ReadBody(Reader reader);

    protected abstract T CopyBody(T value);

    private static T? ReadOther(Reader reader)
    {
        Type type = TypeNames.Parse(reader.ReadString());
        if (!typeof(T).IsAssignableFrom(type)) throw new SerializerException($"A {typeof(T)} is expected, the message has a {type}.");
        return (T?)Codecs.Get(type).ReadObject(reader);
    }
}

/// <summary>Interfaces, abstract classes and <see cref="object"/>: always the name of another type.</summary>
internal sealed class PolymorphicCodec<T> : ReferenceCodec<T> where T : class
{
    protected override void WriteBody(Writer writer, T value) => throw NotSerializable();

    protected override T ReadBody(Reader reader) => throw NotSerializable();

    protected override T CopyBody(T value) => throw NotSerializable();

    private static CodecNotFoundException NotSerializable() => Codecs.NotFound(typeof(T));
}
