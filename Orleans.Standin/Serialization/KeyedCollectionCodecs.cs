using System.Collections.Immutable;

namespace Orleans.Serialization;

/// <summary>The comparers that can cross the wire, by number.</summary>
internal static class Comparers
{
    public static void Write<T>(Writer writer, IEqualityComparer<T>? comparer) => writer.WriteByte(comparer switch
    {
        null => 0,
        _ when comparer.Equals(EqualityComparer<T>.Default) => 0,
        _ when ReferenceEquals(comparer, StringComparer.Ordinal) => 1,
        _ when ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase) => 2,
        _ => throw new CodecNotFoundException($"The comparer {comparer.GetType()} cannot cross the wire; the default and the ordinal ones can."),
    });

    public static IEqualityComparer<T>? Read<T>(Reader reader) => reader.ReadByte() switch
    {
        1 => (IEqualityComparer<T>)StringComparer.Ordinal,
        2 => (IEqualityComparer<T>)StringComparer.OrdinalIgnoreCase,
        _ => null,
    };
}

internal sealed class DictionaryCodec<TKey, TValue>(Codec<KeyValuePair<TKey, TValue>> element)
    : CollectionCodec<Dictionary<TKey, TValue>?, KeyValuePair<TKey, TValue>>(element)
    where TKey : notnull
{
    protected override bool IsNull(Dictionary<TKey, TValue>? value) => value is null;

    protected override ReadOnlySpan<KeyValuePair<TKey, TValue>> Elements(Dictionary<TKey, TValue>? value) => value!.ToArray();

    protected override Dictionary<TKey, TValue>? Build(KeyValuePair<TKey, TValue>[]? elements, Dictionary<TKey, TValue>? original) =>
        elements is null ? null : new Dictionary<TKey, TValue>(elements, original?.Comparer);

    protected override void WriteHead(Writer writer, Dictionary<TKey, TValue>? value) => Comparers.Write(writer, value!.Comparer);

    protected override Dictionary<TKey, TValue> ReadHead(Reader reader) => new(Comparers.Read<TKey>(reader));
}

internal sealed class HashSetCodec<T>(Codec<T> element) : CollectionCodec<HashSet<T>?, T>(element)
{
    protected override bool IsNull(HashSet<T>? value) => value is null;

    protected override ReadOnlySpan<T> Elements(HashSet<T>? value) => value!.ToArray();

    protected override HashSet<T>? Build(T[]? elements, HashSet<T>? original) => elements is null ? null : new HashSet<T>(elements, original?.Comparer);

    protected override void WriteHead(Writer writer, HashSet<T>? value) => Comparers.Write(writer, value!.Comparer);

    protected override HashSet<T> ReadHead(Reader reader) => new(Comparers.Read<T>(reader));
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue>(Codec<KeyValuePair<TKey, TValue>> element)
    : CollectionCodec<ImmutableDictionary<TKey, TValue>?, KeyValuePair<TKey, TValue>>(element)
    where TKey : notnull
{
    public override bool CopiesByReference => SharesElements;

    protected override bool IsNull(ImmutableDictionary<TKey, TValue>? value) => value is null;

    protected override ReadOnlySpan<KeyValuePair<TKey, TValue>> Elements(ImmutableDictionary<TKey, TValue>? value) => value!.ToArray();

    protected override ImmutableDictionary<TKey, TValue>? Build(
        KeyValuePair<TKey, TValue>[]? elements, ImmutableDictionary<TKey, TValue>? original) =>
        elements is null ? null : ImmutableDictionary.CreateRange(original?.KeyComparer, elements);

    protected override void WriteHead(Writer writer, ImmutableDictionary<TKey, TValue>? value) => Comparers.Write(writer, value!.KeyComparer);

    protected override ImmutableDictionary<TKey, TValue> ReadHead(Reader reader) =>
        ImmutableDictionary.Create<TKey, TValue>(Comparers.Read<TKey>(reader));
}

internal sealed class ImmutableHashSetCodec<T>(Codec<T> element) : CollectionCodec<ImmutableHashSet<T>?, T>(element)
{
    public override bool CopiesByReference => SharesElements;

    protected override bool IsNull(ImmutableHashSet<T>? value) => value is null;

    protected override ReadOnlySpan<T> Elements(ImmutableHashSet<T>? value) => value!.ToArray();

    protected override ImmutableHashSet<T>? Build(T[]? elements, ImmutableHashSet<T>? original) =>
        elements is null ? null : ImmutableHashSet.CreateRange(original?.KeyComparer, elements);

    protected override void WriteHead(Writer writer, ImmutableHashSet<T>? value) => Comparers.Write(writer, value!.KeyComparer);

    protected override ImmutableHashSet<T> ReadHead(Reader reader) => ImmutableHashSet.Create(Comparers.Read<T>(reader));
}
