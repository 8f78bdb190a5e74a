using System.Collections.Frozen;
using System.Reflection;

namespace Orleans.Serialization;

/// <summary>A member of a type on the wire: its key, and where its value is.</summary>
internal sealed record Member(uint Key, MemberInfo Info, Type Type, bool IsImmutable);

/// <summary>The members that one class of a hierarchy declares.</summary>
internal sealed record MemberLevel(IReadOnlyList<Member> Members);

/// <summary>
/// The members of a type, base class first. Each level is a run of members, every one with its key and wire kind in front, and
/// a zero behind the last. A reader passes over members that it does not know and leaves alone those that are missing.
/// </summary>
internal sealed class MemberSet<TOwner>
{
    private const int KindBits = 3;
    private readonly (MemberCodec<TOwner>[] InOrder, FrozenDictionary<uint, MemberCodec<TOwner>> ByKey)[] _levels;

    public MemberSet(IEnumerable<MemberLevel> levels)
    {
        _levels = [.. levels.Select(level =>
        {
            MemberCodec<TOwner>[] members = [.. level.Members.OrderBy(member => member.Key).Select(MemberCodec<TOwner>.Create)];
            return (members, members.ToFrozenDictionary(member => member.Key));
        })];
        AllCopyByReference = _levels.All(level => Array.TrueForAll(level.InOrder, member => member.CopiesByReference));
    }

    public bool AllCopyByReference { get; }

    public void Write(Writer writer, ref TOwner owner)
    {
        foreach (var level in _levels)
        {
            foreach (MemberCodec<TOwner> member in level.InOrder)
            {
                writer.WriteVarint(((ulong)member.Key + 1) << KindBits | (uint)member.Kind);
                member.Write(writer, ref owner);
            }

            writer.WriteByte(0);
        }
    }

    public void Read(Reader reader, ref TOwner owner)
    {
        foreach (var level in _levels)
        {
            for (ulong tag = reader.ReadVarint(); tag != 0; tag = reader.ReadVarint())
            {
                var kind = (WireKind)(tag & ((1 << KindBits) - 1));
                if (level.ByKey.TryGetValue((uint)(tag >> KindBits) - 1, out MemberCodec<TOwner>? member) && member.Kind == kind)
                    member.Read(reader, ref owner);
                else
                    Skip(reader, kind);
            }
        }
    }

    public void Copy(ref TOwner from, ref TOwner to)
    {
        foreach (var level in _levels)
        {
            foreach (MemberCodec<TOwner> member in level.InOrder) member.Copy(ref from, ref to);
        }
    }

    private static void Skip(Reader reader, WireKind kind)
    {
        switch (kind)
        {
            case WireKind.Varint:
                reader.ReadVarint();
                break;
            case WireKind.Fixed4:
                reader.Skip(4);
                break;
            case WireKind.Fixed8:
                reader.Skip(8);
                break;
            case WireKind.Fixed16:
                reader.Skip(16);
                break;
            case WireKind.Text:
                reader.ReadString();
                break;
            case WireKind.Block:
                reader.Skip(reader.CheckLength(reader.ReadFixed<uint>()));
                break;
            default:
                throw new SerializerException($"A member on the wire has the kind {(int)kind}, which means nothing.");
        }
    }
}
