using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Orleans.Serialization;

/// <summary>Encodes into a <see cref="Payload"/>.</summary>
internal sealed class Writer
{
    private const int FirstBuffer = 256;
    private const int NextBuffer = 8 * 1024;

    /// <summary>Memory of at least this size is referenced instead of copied, where nobody can change it.</summary>
    private const int ReferencedFrom = 4 * 1024;

    private Payload _payload = new();
    private byte[] _buffer = [];
    private int _start;
    private int _position;
    private int _written;

    /// <summary>Whether what is being written is known not to change: it is immutable, or a private copy.</summary>
    public bool IsStable { get; set; }

    /// <summary>Ends the writing.</summary>
    public Payload Complete()
    {
        Flush();
        Payload payload = _payload;
        _payload = new Payload();
        _buffer = [];
        _start = _position = _written = 0;
        return payload;
    }

    public void WriteByte(byte value)
    {
        Reserve(1);
        _buffer[_position++] = value;
    }

    public void WriteVarint(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _buffer[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_position++] = (byte)value;
    }

    public void WriteFixed<T>(T value) where T : unmanaged
    {
        Reserve(Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref _buffer[_position], value);
        _position += Unsafe.SizeOf<T>();
    }

    /// <summary>Writes text and its length; null has a length of its own.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteVarint(0);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(value);
        WriteVarint((ulong)length + 1);
        Reserve(length);
        _position += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_position));
    }

    /// <summary>Copies bytes.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_position));
        _position += bytes.Length;
    }

    /// <summary>Writes bytes: by reference where they are large and cannot change, else by copying.</summary>
    public void WriteMemory(ReadOnlyMemory<byte> bytes)
    {
        if (!IsStable && bytes.Length >= Payload.BlockFrom)
        {
            byte[] copy = _payload.Rent(bytes.Length);
            bytes.CopyTo(copy);
            bytes = copy.AsMemory(0, bytes.Length);
        }
        else if (!IsStable || bytes.Length < ReferencedFrom)
        {
            WriteRaw(bytes.Span);
            return;
        }

        Flush();
        _payload.AddValue(bytes);
        _written += bytes.Length;
    }

    /// <summary>Starts a block whose length is written in front of it, so that who does not know it can skip it.</summary>
    public Block BeginBlock()
    {
        Reserve(sizeof(int));
        _position += sizeof(int);
        return new Block(_buffer, _position - sizeof(int), Written);
    }

    public void EndBlock(Block block) =>
        BinaryPrimitives.WriteInt32LittleEndian(block.Buffer.AsSpan(block.Offset), Written - block.Start);

    private int Written => _written + _position - _start;

    private void Reserve(int count)
    {
        if (_buffer.Length - _position >= count) return;
        Flush();
        _buffer = _payload.Rent(Math.Max(count, _payload.Length == 0 ? FirstBuffer : NextBuffer));
        _start = _position = 0;
    }

    private void Flush()
    {
        int length = _position - _start;
        if (length == 0) return;
        _payload.Add(_buffer.AsMemory(_start, length));
        _written += length;
        _start = _position;
    }

    public readonly record struct Block(byte[] Buffer, int Offset, int Start);
}
