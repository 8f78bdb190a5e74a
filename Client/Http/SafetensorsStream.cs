using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Starling.Algorithms.Errors;

namespace Starling.Client.Http;

/// <summary>The model of a job read from the safetensors format while it arrives (<see cref="Results.SafetensorsWriter"/>).</summary>
internal sealed class SafetensorsStream : ModelStream
{
    private const int LongestHeader = 100 << 20;
    private const int PieceLength = 1 << 20;

    private readonly IDisposable owner;
    private readonly Stream body;

    private SafetensorsStream(IDisposable owner, Stream body, IReadOnlyList<ModelTensor> tensors)
    {
        this.owner = owner;
        this.body = body;
        Tensors = tensors;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ModelTensor> Tensors { get; }

    /// <summary>Reads the header.</summary>
    /// <param name="owner">Disposed with the stream.</param>
    /// <param name="body">The bytes of the file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StarlingException">STAR0414: it is not such a file.</exception>
    /// <exception cref="IOException">It broke off.</exception>
    public static async Task<SafetensorsStream> OpenAsync(IDisposable owner, Stream body, CancellationToken cancellationToken)
    {
        byte[] length = new byte[sizeof(ulong)];
        await body.ReadExactlyAsync(length, cancellationToken);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (size > LongestHeader)
            throw Unreadable($"the header would have {size} bytes");

        byte[] header = new byte[size];
        await body.ReadExactlyAsync(header, cancellationToken);
        return new SafetensorsStream(owner, body, Parse(header));
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[PieceLength];
        long rest = Tensors.Sum(tensor => tensor.ByteLength);
        while (rest > 0)
        {
            int count = await ReadPieceAsync(buffer.AsMemory(0, (int)Math.Min(PieceLength, rest)), cancellationToken);
            rest -= count;
            yield return buffer.AsMemory(0, count);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        owner.Dispose();
        return base.DisposeAsync();
    }

    private static List<ModelTensor> Parse(byte[] header)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            var tensors = new List<(long Begin, ModelTensor Tensor)>();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                    continue;

                JsonElement offsets = property.Value.GetProperty("data_offsets");
                long begin = offsets[0].GetInt64();
                int[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
                tensors.Add((begin, new ModelTensor(property.Name, property.Value.GetProperty("dtype").GetString() ?? "", shape, offsets[1].GetInt64() - begin)));
            }

            tensors.Sort((a, b) => a.Begin.CompareTo(b.Begin));
            long expected = 0;
            foreach ((long begin, ModelTensor tensor) in tensors)
            {
                if (begin != expected || tensor.ByteLength < 0)
                    throw Unreadable($"tensor '{tensor.Name}' does not begin where the one before it ends");
                expected += tensor.ByteLength;
            }

            return [.. tensors.Select(item => item.Tensor)];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw Unreadable(exception.Message);
        }
    }

    private static StarlingException Unreadable(string why) => new(ErrorCatalog.ResultsUnreadable, $"The model is not in the safetensors format: {why}.");

    private async Task<int> ReadPieceAsync(Memory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            int count = await body.ReadAsync(piece, cancellationToken);
            return count > 0 ? count : throw new EndOfStreamException("it ended early");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new StarlingException(ErrorCatalog.ClusterUnreachable, $"The model broke off on its way: {exception.Message}", exception);
        }
    }
}
