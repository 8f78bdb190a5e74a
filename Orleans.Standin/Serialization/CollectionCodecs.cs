using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orleans.Serialization;

/// <summary>A collection as its elements in order: their number plus one, then each; 0 for no collection.</summary>
internal abstract class CollectionCodec<TCollection, TElement>(Codec<TElement> element) : Codec<TCollection>
{
    // Plain numbers cross in bulk. bool is left out: not every byte is one.
    private static readonly bool IsBulk = typeof(TElement).IsPrimitive && typeof(TElement) != typeof(bool);

    protected bool SharesElements => element.CopiesByReference;

    protected abstract bool IsNull(TCollection value);

    protected abstract ReadOnlySpan<TElement> Elements(TCollection value);

    protected abstract TCollection Build(TElement[]? elements, TCollection? original);

    public override void Write(Writer writer, TCollection value)
    {
        if (IsNull(value))
        {
            writer.WriteVarint(0);
            return;
        }

        StackGuard.Check();
        ReadOnlySpan<TElement> elements = Elements(value);
        writer.WriteVarint((ulong)elements.Length + 1);
        WriteHead(writer, value);
        if (IsBulk)
        {
            writer.WriteRaw(Bytes(elements));
            return;
        }

        foreach (TElement item in elements) element.Write(writer, item);
    }

    public override TCollection Read(Reader reader)
    {
        ulong count = reader.ReadVarint();
        if (count == 0) return Build(null, default);
        StackGuard.Check();
        int length = reader.CheckLength(count - 1);
        TCollection? head = ReadHead(reader);
        if (IsBulk) reader.CheckLength((ulong)length * (ulong)Unsafe.SizeOf<TElement>());
        var elements = new TElement[length];
        if (IsBulk) reader.ReadRaw(Bytes(elements));
        else for (int index = 0; index < length; index++) elements[index] = element.Read(reader);
        return Build(elements, head);
    }

    public override TCollection Copy(TCollection value)
    {
        if (IsNull(value)) return value;
        StackGuard.Check();
        TElement[] copies = Elements(value).ToArray();
        if (!element.CopiesByReference)
        {
            for (int index = 0; index < copies.Length; index++) copies[index] = element.Copy(copies[index]);
        }

        return Build(copies, value);
    }

    /// <summary>Writes what a collection is besides its elements.</summary>
    protected virtual void WriteHead(Writer writer, TCollection value)
    {
    }

    /// <summary>Reads what <see cref="WriteHead"/> wrote, as an empty collection.</summary>
    protected virtual TCollection? ReadHead(Reader reader) => default;

    private static Span<byte> Bytes(ReadOnlySpan<TElement> elements) =>
        MemoryMarshal.CreateSpan(
            ref Unsafe.As<TElement, byte>(ref MemoryMarshal.GetReference(elements)), elements.Length * Unsafe.SizeOf<TElement>());
}

internal sealed class ArrayCodec<T>(Codec<T> element) : CollectionCodec<T[]?, T>(element)
{
    protected override bool IsNull(T[]? value) => value is null;

    protected override ReadOnlySpan<T> Elements(T[]? value) => value;

    protected override T[]? Build(T[]? elements, T[]? original) => elements;
}

internal sealed class ListCodec<T>(Codec<T> element) : CollectionCodec<List<T>?, T>(element)
{
    protected override bool IsNull(List<T>? value) => value is null;

    protected override ReadOnlySpan<T> Elements(List<T>? value) => CollectionsMarshal.AsSpan(value);

    protected override List<T>? Build(T[]? elements, List<T>? original) => elements is null ? null : [.. elements];
}

internal sealed class QueueCodec<T>(Codec<T> element) : CollectionCodec<Queue<T>?, T>(element)
{
    protected override bool IsNull(Queue<T>? value) => value is null;

    protected override ReadOnlySpan<T> Elements(Queue<T>? value) => value!.ToArray();

    protected override Queue<T>? Build(T[]? elements, Queue<T>? original) => elements is null ? null : new Queue<T>(elements);
}

internal sealed class ReadOnlyCollectionCodec<T>(Codec<T> element) : CollectionCodec<ReadOnlyCollection<T>?, T>(element)
{
    protected override bool IsNull(ReadOnlyCollection<T>? value) => value is null;

    protected override ReadOnlySpan<T> Elements(ReadOnlyCollection<T>? value) => value!.ToArray();

    protected override ReadOnlyCollection<T>? Build(T[]? elements, ReadOnlyCollection<T>? original) =>
        elements is null ? null : new ReadOnlyCollection<T>(elements);
}

internal sealed class ImmutableArrayCodec<T>(Codec<T> element) : CollectionCodec<ImmutableArray<T>, T>(element)
{
    public override bool CopiesByReference => SharesElements;

    protected override bool IsNull(ImmutableArray<T> value) => value.IsDefault;

    protected override ReadOnlySpan<T> Elements(ImmutableArray<T> value) => value.AsSpan();

    protected override ImmutableArray<T> Build(T[]? elements, ImmutableArray<T> original) => ImmutableCollectionsMarshal.AsImmutableArray(elements);
}

internal sealed class ImmutableListCodec<T>(Codec<T> element) : CollectionCodec<ImmutableList<T>?, T>(element)
{
    public override bool CopiesByReference => SharesElements;

    protected override bool IsNull(ImmutableList<T>? value) => value is null;

    protected override ReadOnlySpan<T> Elements(ImmutableList<T>? value) => value!.ToArray();

    protected override ImmutableList<T>? Build(T[]? elements, ImmutableList<T>? original) => elements is null ? null : [.. elements];
}
