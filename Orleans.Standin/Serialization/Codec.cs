namespace Orleans.Serialization;

/// <summary>How a value is delimited on the wire, so that readers can skip members that they do not know.</summary>
internal enum WireKind
{
    Varint = 0,
    Fixed4 = 1,
    Fixed8 = 2,
    Fixed16 = 3,
    Text = 4,
    Block = 5,
}

/// <summary>Writes, reads and copies the values of one type.</summary>
internal abstract class Codec
{
    public abstract WireKind Kind { get; }

    /// <summary>Whether a copy is the value itself: it is deeply immutable, or promises to be.</summary>
    public virtual bool CopiesByReference => false;

    public abstract void WriteObject(Writer writer, object? value);

    public abstract object? ReadObject(Reader reader);

    public abstract object? CopyObject(object? value);
}

/// <inheritdoc/>
internal abstract class Codec<T> : Codec
{
    public override WireKind Kind => WireKind.Block;

    public abstract void Write(Writer writer, T value);

    public abstract T Read(Reader reader);

    public virtual T Copy(T value) => value;

    public sealed override void WriteObject(Writer writer, object? value) => Write(writer, (T)value!);

    public sealed override object? ReadObject(Reader reader) => Read(reader);

    public sealed override object? CopyObject(object? value) => CopiesByReference ? value : Copy((T)value!);
}

/// <summary>Passes values within a silo uncopied, since an attribute at a member or parameter promises that nobody changes them.</summary>
internal sealed class ImmutableCodec<T>(Codec<T> inner) : Codec<T>
{
    public override WireKind Kind => inner.Kind;

    public override bool CopiesByReference => true;

    public override void Write(Writer writer, T value)
    {
        bool stable = writer.IsStable;
        writer.IsStable = true;
        inner.Write(writer, value);
        writer.IsStable = stable;
    }

    public override T Read(Reader reader) => inner.Read(reader);
}
