using System.Runtime.CompilerServices;

namespace Orleans.Serialization;

/// <summary>Numbers that are often small, in as few bytes as they need.</summary>
internal sealed class VarintCodec<T>(Func<T, ulong> encode, Func<ulong, T> decode) : Codec<T>
{
    public override WireKind Kind => WireKind.Varint;

    public override bool CopiesByReference => true;

    public override void Write(Writer writer, T value) => writer.WriteVarint(encode(value));

    public override T Read(Reader reader) => decode(reader.ReadVarint());
}

/// <summary>Values of 4, 8 or 16 bytes, as they are in memory.</summary>
internal sealed class FixedCodec<T> : Codec<T> where T : unmanaged
{
    public override WireKind Kind => Unsafe.SizeOf<T>() switch
    {
        4 => WireKind.Fixed4,
        8 => WireKind.Fixed8,
        16 => WireKind.Fixed16,
        _ => throw new InvalidOperationException($"{typeof(T)} has no fixed size on the wire."),
    };

    public override bool CopiesByReference => true;

    public override void Write(Writer writer, T value) => writer.WriteFixed(value);

    public override T Read(Reader reader) => reader.ReadFixed<T>();
}

/// <summary>Enums, as the number that they are.</summary>
internal sealed class EnumCodec<T> : Codec<T> where T : unmanaged, Enum
{
    public override WireKind Kind => WireKind.Varint;

    public override bool CopiesByReference => true;

    public override void Write(Writer writer, T value) => writer.WriteVarint(Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<T, byte>(value),
        2 => Unsafe.BitCast<T, ushort>(value),
        4 => Unsafe.BitCast<T, uint>(value),
        _ => Unsafe.BitCast<T, ulong>(value),
    });

    public override T Read(Reader reader)
    {
        ulong value = reader.ReadVarint();
        return Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>((byte)value),
            2 => Unsafe.BitCast<ushort, T>((ushort)value),
            4 => Unsafe.BitCast<uint, T>((uint)value),
            _ => Unsafe.BitCast<ulong, T>(value),
        };
    }
}

internal sealed class StringCodec : Codec<string?>
{
    public override WireKind Kind => WireKind.Text;

    public override bool CopiesByReference => true;

    public override void Write(Writer writer, string? value) => writer.WriteString(value);

    public override string? Read(Reader reader) => reader.ReadString();
}

/// <summary>Immutable reference types that have a text form.</summary>
internal sealed class TextCodec<T>(Func<T, string> format, Func<string, T> parse) : Codec<T?> where T : class
{
    public override WireKind Kind => WireKind.Text;

    public override bool CopiesByReference => true;

    public override void Write(Writer writer, T? value) => writer.WriteString(value is null ? null : format(value));

    public override T? Read(Reader reader) => reader.ReadString() is { } text ? parse(text) : null;
}

/// <summary>Immutable values that are written as values of another type.</summary>
internal sealed class ConvertedCodec<T, TWire>(Codec<TWire> wire, Func<T, TWire> encode, Func<TWire, T> decode) : Codec<T>
{
    public override WireKind Kind => wire.Kind;

    public override bool CopiesByReference => true;

    public override void Write(Writer writer, T value) => wire.Write(writer, encode(value));

    public override T Read(Reader reader) => decode(wire.Read(reader));
}

internal sealed class NullableCodec<T>(Codec<T> inner) : Codec<T?> where T : struct
{
    public override bool CopiesByReference => inner.CopiesByReference;

    public override void Write(Writer writer, T? value)
    {
        writer.WriteByte(value.HasValue ? (byte)1 : (byte)0);
        if (value.HasValue) inner.Write(writer, value.GetValueOrDefault());
    }

    public override T? Read(Reader reader) => reader.ReadByte() == 0 ? null : inner.Read(reader);

    public override T? Copy(T? value) => value.HasValue ? inner.Copy(value.GetValueOrDefault()) : null;
}
