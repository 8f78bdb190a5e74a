using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Net;
using Orleans.Runtime;

namespace Orleans.Serialization;

/// <summary>The codec of every type that can cross the wire; made once a type.</summary>
internal static class Codecs
{
    private static readonly ConcurrentDictionary<Type, Codec> ByType = new(BuiltIn());

    private static readonly Dictionary<Type, Type> Collections = new()
    {
        [typeof(List<>)] = typeof(ListCodec<>),
        [typeof(Queue<>)] = typeof(QueueCodec<>),
        [typeof(HashSet<>)] = typeof(HashSetCodec<>),
        [typeof(ReadOnlyCollection<>)] = typeof(ReadOnlyCollectionCodec<>),
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayCodec<>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListCodec<>),
        [typeof(ImmutableHashSet<>)] = typeof(ImmutableHashSetCodec<>),
        [typeof(Nullable<>)] = typeof(NullableCodec<>),
    };

    private static readonly Dictionary<Type, Type> Dictionaries = new()
    {
        [typeof(Dictionary<,>)] = typeof(DictionaryCodec<,>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryCodec<,>),
    };

    private static readonly HashSet<Type> Tuples =
    [
        typeof(KeyValuePair<,>),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>),
        typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>),
    ];

    public static Codec Get(Type type) => ByType.TryGetValue(type, out Codec? codec) ? codec : ByType.GetOrAdd(type, Create(type));

    public static Codec<T> Get<T>() => (Codec<T>)Get(typeof(T));

    public static CodecNotFoundException NotFound(Type type) => new($"Could not find a codec for {type}: it has no [GenerateSerializer].");

    private static Codec Create(Type type)
    {
        if (type.IsEnum) return Make(typeof(EnumCodec<>), [type]);
        if (type.IsSZArray) return Make(typeof(ArrayCodec<>), [type.GetElementType()!], Get(type.GetElementType()!));
        if (type == typeof(GrainReference) || (type.IsAssignableTo(typeof(IAddressable)) && (type.IsInterface || type.IsAssignableTo(typeof(GrainReference)))))
            return Make(typeof(GrainReferenceCodec<>), [type]);
        if (type.IsConstructedGenericType && CreateGeneric(type, type.GetGenericTypeDefinition(), type.GetGenericArguments()) is { } generic) return generic;
        if (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) return CreateMembers(type, TypeDescription.Levels);
        if (type.IsAssignableTo(typeof(Exception))) return CreateException(type);
        if (type.IsInterface || type.IsAbstract || type == typeof(object)) return Make(typeof(PolymorphicCodec<>), [type]);
        throw NotFound(type);
    }

    private static Codec? CreateGeneric(Type type, Type definition, Type[] arguments)
    {
        if (Collections.TryGetValue(definition, out Type? collection)) return Make(collection, arguments, Get(arguments[0]));
        if (Dictionaries.TryGetValue(definition, out Type? dictionary))
            return Make(dictionary, arguments, Get(typeof(KeyValuePair<,>).MakeGenericType(arguments)));
        return Tuples.Contains(definition) ? CreateMembers(type, TypeDescription.Fields) : null;
    }

    private static Codec CreateMembers(Type type, Func<Type, IEnumerable<MemberLevel>> describe)
    {
        Func<IEnumerable<MemberLevel>> levels = () => describe(type);
        if (!Visibility.IsSeen(type)) throw new CodecNotFoundException($"Could not find a codec for {type}: it is private, generated serializers see public and internal types.");
        bool immutable = type.IsDefined(typeof(ImmutableAttribute), inherit: false);
        if (type.IsValueType) return Make(typeof(StructCodec<>), [type], immutable, levels);
        return Make(type.IsAbstract ? typeof(PolymorphicCodec<>) : typeof(ClassCodec<>), [type], type.IsAbstract ? [] : [immutable, levels]);
    }

    private static Codec CreateException(Type type)
    {
        if (type == typeof(AggregateException)) return new AggregateExceptionCodec();
        Type codec = typeof(ForeignExceptionCodec<>).MakeGenericType(type);
        return (bool)codec.GetProperty(nameof(ForeignExceptionCodec<>.Supports))!.GetValue(null)! ? (Codec)Activator.CreateInstance(codec)! : throw NotFound(type);
    }

    private static Codec Make(Type definition, Type[] arguments, params object[] parameters) =>
        (Codec)Generic.Create(definition, arguments, parameters);

    private static Dictionary<Type, Codec> BuiltIn() => new()
    {
        [typeof(bool)] = new VarintCodec<bool>(value => value ? 1UL : 0, value => value != 0),
        [typeof(byte)] = new VarintCodec<byte>(value => value, value => (byte)value),
        [typeof(sbyte)] = new VarintCodec<sbyte>(value => ZigZag(value), value => (sbyte)UnZigZag(value)),
        [typeof(short)] = new VarintCodec<short>(value => ZigZag(value), value => (short)UnZigZag(value)),
        [typeof(ushort)] = new VarintCodec<ushort>(value => value, value => (ushort)value),
        [typeof(char)] = new VarintCodec<char>(value => value, value => (char)value),
        [typeof(int)] = new VarintCodec<int>(value => ZigZag(value), value => (int)UnZigZag(value)),
        [typeof(uint)] = new VarintCodec<uint>(value => value, value => (uint)value),
        [typeof(long)] = new VarintCodec<long>(ZigZag, UnZigZag),
        [typeof(ulong)] = new VarintCodec<ulong>(value => value, value => value),
        [typeof(float)] = new FixedCodec<float>(),
        [typeof(double)] = new FixedCodec<double>(),
        [typeof(Half)] = new ConvertedCodec<Half, float>(new FixedCodec<float>(), value => (float)value, value => (Half)value),
        [typeof(decimal)] = new FixedCodec<decimal>(),
        [typeof(Guid)] = new FixedCodec<Guid>(),
        [typeof(Int128)] = new FixedCodec<Int128>(),
        [typeof(UInt128)] = new FixedCodec<UInt128>(),
        [typeof(TimeSpan)] = new FixedCodec<TimeSpan>(),
        [typeof(DateTime)] = new ConvertedCodec<DateTime, long>(new FixedCodec<long>(), value => value.ToBinary(), DateTime.FromBinary),
        [typeof(DateOnly)] = new FixedCodec<DateOnly>(),
        [typeof(TimeOnly)] = new FixedCodec<TimeOnly>(),
        [typeof(DateTimeOffset)] = new ConvertedCodec<DateTimeOffset, (long Ticks, long Offset)>(
            new FixedCodec<(long, long)>(), value => (value.Ticks, value.Offset.Ticks), value => new DateTimeOffset(value.Ticks, new TimeSpan(value.Offset))),
        [typeof(string)] = new StringCodec(),
        [typeof(byte[])] = new ByteArrayCodec(),
        [typeof(ReadOnlyMemory<byte>)] = new ReadOnlyMemoryCodec(),
        [typeof(Memory<byte>)] = new MemoryCodec(),
        [typeof(Uri)] = new TextCodec<Uri>(value => value.OriginalString, value => new Uri(value, UriKind.RelativeOrAbsolute)),
        [typeof(Version)] = new TextCodec<Version>(value => value.ToString(), Version.Parse),
        [typeof(IPAddress)] = new TextCodec<IPAddress>(value => value.ToString(), IPAddress.Parse),
        [typeof(IPEndPoint)] = new TextCodec<IPEndPoint>(value => value.ToString(), IPEndPoint.Parse),
        [typeof(SiloAddress)] = new TextCodec<SiloAddress>(value => value.ToParsableString(), SiloAddress.FromParsableString),
        [typeof(GrainType)] = new ConvertedCodec<GrainType, string?>(new StringCodec(), value => value.ToString(), value => GrainType.Create(value!)),
        [typeof(IdSpan)] = new ConvertedCodec<IdSpan, string?>(new StringCodec(), value => value.ToString(), value => IdSpan.Create(value!)),
        [typeof(Runtime.Messaging.SequenceRequest)] = new Runtime.Messaging.SequenceRequestCodec(),
        [typeof(GrainId)] = new ConvertedCodec<GrainId, string?>(new StringCodec(), value => value.ToString(), ParseGrainId),
    };

    private static GrainId ParseGrainId(string? text)
    {
        int slash = text!.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? throw new SerializerException($"'{text}' is no grain identity.") : GrainId.Create(text[..slash], text[(slash + 1)..]);
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
