using System.Runtime.CompilerServices;
using System.Text;

namespace Orleans.Serialization;

/// <summary>Makes references to grains out of what was read.</summary>
internal interface IReferenceFactory
{
    /// <summary>A reference to a grain, as one of its interfaces.</summary>
    Runtime.GrainReference CreateReference(Runtime.GrainId grainId, Type interfaceType);
}

/// <summary>Decodes a <see cref="Payload"/>. It trusts nothing it reads: what goes past the end is refused.</summary>
internal sealed class Reader(Payload payload, IReferenceFactory? references)
{
    private ReadOnlyMemory<byte> _current;
    private int _next;
    private int _position;
    private int _passed;

    /// <summary>Makes references; null where grains cannot be called from.</summary>
    public IReferenceFactory? References { get; } = references;

    private int Remaining => payload.Length - _passed - _position;

    public byte ReadByte()
    {
        while (_position == _current.Length) Advance();
        return _current.Span[_position++];
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw new SerializerException("A number on the wire is longer than 64 bits.");
    }

    public T ReadFixed<T>() where T : unmanaged
    {
        Unsafe.SkipInit(out T value);
        ReadRaw(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    public string? ReadString()
    {
        ulong length = ReadVarint();
        if (length == 0) return null;
        int count = CheckLength(length - 1);
        if (_current.Length - _position >= count)
        {
            string value = Encoding.UTF8.GetString(_current.Span.Slice(_position, count));
            _position += count;
            return value;
        }

        return Encoding.UTF8.GetString(ReadBytes(count));
    }

    /// <summary>The next bytes in an array of their own: a copy, or the array that they came in.</summary>
    public byte[] ReadBytes(int count)
    {
        if (count >= Payload.BlockFrom && _position == _current.Length && payload.TakeArray(_next, count) is { } array)
        {
            Advance();
            _position = count;
            return array;
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>(count);
        ReadRaw(bytes);
        return bytes;
    }

    public void ReadRaw(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (_position == _current.Length) Advance();
            int count = Math.Min(destination.Length, _current.Length - _position);
            _current.Span.Slice(_position, count).CopyTo(destination);
            _position += count;
            destination = destination[count..];
        }
    }

    /// <summary>Refuses lengths past the end before anything is allocated for them.</summary>
    public int CheckLength(ulong length) =>
        length <= (ulong)Remaining ? (int)length : throw new SerializerException($"A length of {length} goes past the end of the message.");

    public void Skip(int count)
    {
        while (count > 0)
        {
            if (_position == _current.Length) Advance();
            int step = Math.Min(count, _current.Length - _position);
            _position += step;
            count -= step;
        }
    }

    private void Advance()
    {
        if (_next == payload.Segments.Count) throw new SerializerException("The message ends before its content does.");
        _passed += _current.Length;
        _current = payload.Segments[_next++];
        _position = 0;
    }
}
