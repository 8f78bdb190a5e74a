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

    public IReadOnlyList<ReadOnlyMemory<byte>> Segments => _segments;

    public int Length { get; private set; }

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
        Length = 0;
    }
}
