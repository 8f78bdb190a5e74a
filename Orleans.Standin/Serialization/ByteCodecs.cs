namespace Orleans.Serialization;

/// <summary>Byte arrays, in bulk.</summary>
internal sealed class ByteArrayCodec : Codec<byte[]?>
{
    public override void Write(Writer writer, byte[]? value)
    {
        writer.WriteVarint(value is null ? 0 : (ulong)value.Length + 1);
        if (value is not null) writer.WriteMemory(value);
    }

    public override byte[]? Read(Reader reader)
    {
        ulong length = reader.ReadVarint();
        return length == 0 ? null : reader.ReadBytes(reader.CheckLength(length - 1));
    }

    public override byte[]? Copy(byte[]? value) => value?.AsSpan().ToArray();
}

/// <summary>
/// Memory, in bulk. Being read-only does not make it immutable, somebody may hold its array: it is copied like an array unless
/// an <see cref="ImmutableAttribute"/> promises more.
/// </summary>
internal sealed class ReadOnlyMemoryCodec : Codec<ReadOnlyMemory<byte>>
{
    public override void Write(Writer writer, ReadOnlyMemory<byte> value)
    {
        writer.WriteVarint((ulong)value.Length);
        writer.WriteMemory(value);
    }

    public override ReadOnlyMemory<byte> Read(Reader reader) => reader.ReadBytes(reader.CheckLength(reader.ReadVarint()));

    public override ReadOnlyMemory<byte> Copy(ReadOnlyMemory<byte> value) => value.ToArray();
}

/// <inheritdoc cref="ReadOnlyMemoryCodec"/>
internal sealed class MemoryCodec : Codec<Memory<byte>>
{
    public override void Write(Writer writer, Memory<byte> value)
    {
        writer.WriteVarint((ulong)value.Length);
        writer.WriteMemory(value);
    }

    public override Memory<byte> Read(Reader reader) => reader.ReadBytes(reader.CheckLength(reader.ReadVarint()));

    public override Memory<byte> Copy(Memory<byte> value) => value.ToArray();
}
