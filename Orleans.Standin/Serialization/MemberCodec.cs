namespace Orleans.Serialization;

/// <summary>Moves one member of an object to and from the wire.</summary>
internal abstract class MemberCodec<TOwner>
{
    public abstract uint Key { get; }

    public abstract WireKind Kind { get; }

    public abstract bool CopiesByReference { get; }

    public static MemberCodec<TOwner> Create(Member member) =>
        (MemberCodec<TOwner>)Generic.Create(typeof(MemberCodec<,>), [typeof(TOwner), member.Type], member);

    public abstract void Write(Writer writer, ref TOwner owner);

    public abstract void Read(Reader reader, ref TOwner owner);

    public abstract void Copy(ref TOwner from, ref TOwner to);
}

/// <inheritdoc/>
internal sealed class MemberCodec<TOwner, TMember> : MemberCodec<TOwner>
{
    private readonly Codec<TMember> _codec;
    private readonly Getter<TOwner, TMember> _get;
    private readonly Setter<TOwner, TMember> _set;

    public MemberCodec(Member member)
    {
        Key = member.Key;
        Codec<TMember> codec = Codecs.Get<TMember>();
        _codec = member.IsImmutable ? new ImmutableCodec<TMember>(codec) : codec;
        _get = MemberAccess.Getter<TOwner, TMember>(member.Info);
        _set = MemberAccess.Setter<TOwner, TMember>(member.Info);
    }

    public override uint Key { get; }

    public override WireKind Kind => _codec.Kind;

    public override bool CopiesByReference => _codec.CopiesByReference;

    public override void Write(Writer writer, ref TOwner owner)
    {
        if (_codec.Kind != WireKind.Block)
        {
            _codec.Write(writer, _get(ref owner));
            return;
        }

        Writer.Block block = writer.BeginBlock();
        _codec.Write(writer, _get(ref owner));
        writer.EndBlock(block);
    }

    public override void Read(Reader reader, ref TOwner owner)
    {
        if (_codec.Kind == WireKind.Block) reader.ReadFixed<int>();
        _set(ref owner, _codec.Read(reader));
    }

    public override void Copy(ref TOwner from, ref TOwner to)
    {
        TMember value = _get(ref from);
        _set(ref to, _codec.CopiesByReference ? value : _codec.Copy(value));
    }
}
