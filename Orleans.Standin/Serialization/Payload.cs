using System.Buffers;

namespace Orleans.Serialization;

/// <summary>
/// Encoded bytes in segments: pooled buffers of the writer, and memory of the sender that nobody changes any more. Whoever
/// gets a payload owns it; disposing it gives the buffers back.
/// </summary>
internal sealed class Payload : IDisposable
{
    private readonly List<ReadOnlyMemory<byte>> _segments = [];
    private readonly List<byte[]> _rented = [];
    private List<(int Offset, int Length)>? _blocks;
    private Dictionary<int, byte[]>? _arrays;

    /// <summary>Bytes of this length are a block: they are one array at both ends, where the network is between them.</summary>
    public const int BlockFrom = 64 * 1024;

    /// <summary>Longer ones are not: nobody allocates that much because it is announced.</summary>
    public const int BlockUpTo = 4 * 1024 * 1024;

    public IReadOnlyList<ReadOnlyMemory<byte>> Segments => _segments;

    public int Length { get; private set; }

    /// <summary>Where the blocks are: their offsets and lengths, in order.</summary>
    public IReadOnlyList<(int Offset, int Length)> Blocks => _blocks ?? [];

    public static Payload Of(byte[] bytes)
    {
        var payload = new Payload();
        payload.Add(bytes);
        return payload;
    }

    public void Add(ReadOnlyMemory<byte> segment)
    {
        if (segment.IsEmpty) return;
        Length = checked(Length + segment.Length);
        _segments.Add(segment);
    }

    /// <summary>Adds bytes that are one value; long ones are marked, so that the other end reads them into an array of their own.</summary>
    public void AddValue(ReadOnlyMemory<byte> value)
    {
        if (value.Length is >= BlockFrom and <= BlockUpTo) (_blocks ??= []).Add((Length, value.Length));
        Add(value);
    }

    /// <summary>Adds an array that was read for this payload alone, so that a reader may have it.</summary>
    public void AddArray(byte[] array)
    {
        (_arrays ??= [])[_segments.Count] = array;
        AddValue(array);
    }

    /// <summary>Takes the array that is a segment; null where the segment is no array of that length, or was taken.</summary>
    public byte[]? TakeArray(int segment, int length) =>
        _arrays is not null && _arrays.TryGetValue(segment, out byte[]? array) && array.Length == length && _arrays.Remove(segment) ? array : null;

    /// <summary>Rents a buffer that goes back to the pool with this payload.</summary>
    public byte[] Rent(int minimumLength)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(minimumLength);
        _rented.Add(buffer);
        return buffer;
    }

    public byte[] ToArray()
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(Length);
        int offset = 0;
        foreach (ReadOnlyMemory<byte> segment in _segments)
        {
            segment.CopyTo(result.AsMemory(offset));
            offset += segment.Length;
        }

        return result;
    }

    public void Dispose()
    {
        foreach (byte[] buffer in _rented) ArrayPool<byte>.Shared.Return(buffer);
        _rented.Clear();
        _segments.Clear();
        _blocks = null;
        _arrays = null;
        Length = 0;
    }
}
