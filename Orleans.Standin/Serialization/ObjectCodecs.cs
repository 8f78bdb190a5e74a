namespace Orleans.Serialization;

/// <summary>Classes with <see cref="GenerateSerializerAttribute"/>, and tuples: their members.</summary>
internal sealed class ClassCodec<T> : ReferenceCodec<T> where T : class
{
    private static readonly bool IsException = typeof(Exception).IsAssignableFrom(typeof(T));
    private readonly Lazy<MemberSet<T>> _members;
    private readonly Func<T> _create = MemberAccess.Activator<T>();
    private readonly bool _immutable;

    public ClassCodec(bool immutable, Func<IEnumerable<MemberLevel>> levels)
    {
        _immutable = immutable;
        _members = new Lazy<MemberSet<T>>(() => new MemberSet<T>(levels()));
    }

    // A class derived from an immutable one need not be immutable: only where there can be none is the declared type enough.
    public override bool CopiesByReference => (_immutable && typeof(T).IsSealed) || IsException;

    protected override void WriteBody(Writer writer, T value)
    {
        bool stable = writer.IsStable;
        writer.IsStable = stable || _immutable;
        if (value is Exception exception) ExceptionFields.Write(writer, exception);
        _members.Value.Write(writer, ref value);
        writer.IsStable = stable;
    }

    protected override T ReadBody(Reader reader)
    {
        T value = _create();
        if (value is Exception exception) ExceptionFields.Read(reader, exception);
        _members.Value.Read(reader, ref value);
        return value;
    }

    protected override T CopyBody(T value)
    {
        if (_immutable || IsException) return value;
        T copy = _create();
        _members.Value.Copy(ref value, ref copy);
        return copy;
    }
}

/// <summary>Structs with <see cref="GenerateSerializerAttribute"/>, and value tuples: their members.</summary>
internal sealed class StructCodec<T> : Codec<T> where T : struct
{
    private readonly Lazy<MemberSet<T>> _members;
    private readonly bool _immutable;

    public StructCodec(bool immutable, Func<IEnumerable<MemberLevel>> levels)
    {
        _immutable = immutable;
        _members = new Lazy<MemberSet<T>>(() => new MemberSet<T>(levels()));
    }

    public override bool CopiesByReference => _immutable || _members.Value.AllCopyByReference;

    public override void Write(Writer writer, T value)
    {
        bool stable = writer.IsStable;
        writer.IsStable = stable || _immutable;
        _members.Value.Write(writer, ref value);
        writer.IsStable = stable;
    }

    public override T Read(Reader reader)
    {
        T value = default;
        _members.Value.Read(reader, ref value);
        return value;
    }

    public override T Copy(T value)
    {
        if (_immutable) return value;
        T copy = value;
        _members.Value.Copy(ref value, ref copy);
        return copy;
    }
}
