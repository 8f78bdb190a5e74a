using System.Buffers.Binary;
using System.Text.Json;

namespace Starling.Client.Results;

/// <summary>
/// Writes the safetensors format: eight bytes with the little-endian length of the header, the header (a JSON object: name to
/// dtype, shape and [begin, end) in the data that follow), the raw data. The header is padded with spaces to a multiple of
/// eight bytes, so that the data are aligned for readers that map the file.
/// </summary>
/// <remarks>Source: the format's description at github.com/huggingface/safetensors.</remarks>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Streams the tensors into a file.</summary>
    /// <param name="destination">Where to write.</param>
    /// <param name="model">The tensors, names unique.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The stream has more or fewer bytes than its tensors say.</exception>
    public static async Task WriteAsync(
        Stream destination, ModelStream model, IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default)
    {
        byte[] head = Head(model.Tensors, metadata);
        await WritePartAsync(destination, head, model, 0, Length(head, model), cancellationToken);
    }

    /// <summary>The bytes of a file.</summary>
    internal static long Length(byte[] head, ModelStream model) => head.Length + model.Tensors.Sum(tensor => tensor.ByteLength);

    /// <summary>Writes bytes of a file; reads no further than they go.</summary>
    /// <exception cref="InvalidDataException">The stream has more or fewer bytes than its tensors say.</exception>
    internal static async Task WritePartAsync(Stream destination, byte[] head, ModelStream model, long from, long count, CancellationToken cancellationToken)
    {
        long length = Length(head, model);
        long end = from + count;
        await WritePieceAsync(head, 0);
        long position = head.Length;
        if (position < end)
        {
            await foreach (ReadOnlyMemory<byte> piece in model.ReadAsync(cancellationToken))
            {
                await WritePieceAsync(piece, position);
                position += piece.Length;
                if (position >= end && end < length)
                    return;
            }
        }

        if (end == length && position != length)
            throw new InvalidDataException($"The model has {position - head.Length} bytes where its tensors say {length - head.Length}.");

        async ValueTask WritePieceAsync(ReadOnlyMemory<byte> piece, long start)
        {
            int first = (int)Math.Clamp(from - start, 0, piece.Length);
            int last = (int)Math.Clamp(end - start, first, piece.Length);
            if (last > first)
                await destination.WriteAsync(piece[first..last], cancellationToken);
        }
    }

    /// <summary>The first bytes of the file: the length of the header, and the header.</summary>
    internal static byte[] Head(IReadOnlyList<ModelTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[sizeof(ulong)]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();

            long begin = 0;
            foreach (ModelTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.ElementType);
                WriteNumbers(json, "shape", tensor.Shape.Select(size => (long)size));
                WriteNumbers(json, "data_offsets", [begin, begin += tensor.ByteLength]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        byte[] head = buffer.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)(head.Length - sizeof(ulong)));
        return head;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
