using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Starling.Algorithms.Errors;

namespace Starling.Client.Http;

/// <summary>
/// The model of a job read from the safetensors format while it arrives (<see cref="Results.SafetensorsWriter"/>). Where it breaks off, it goes on from the
/// byte that it had come to, if the server has the same bytes still.
/// </summary>
internal sealed class SafetensorsStream : ModelStream
{
    private const int LongestHeader = 100 << 20;
    private const int PieceLength = 1 << 20;
    private const int MostFruitless = 5;

    private readonly Func<long, CancellationToken, Task<HttpResponseMessage>> goOn;
    private readonly long start;
    private HttpResponseMessage response;
    private Stream body;

    private SafetensorsStream(
        HttpResponseMessage response, Stream body, Func<long, CancellationToken, Task<HttpResponseMessage>> goOn, long start, IReadOnlyList<ModelTensor> tensors)
    {
        this.response = response;
        this.body = body;
        this.goOn = goOn;
        this.start = start;
        Tensors = tensors;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ModelTensor> Tensors { get; }

    /// <summary>Reads the header.</summary>
    /// <param name="response">The answer with the file; disposed with the stream.</param>
    /// <param name="goOn">Asks for the file from a byte on, for as long as that makes sense; the answer has status 206, or the file is another one by now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StarlingException">STAR0414: it is not such a file.</exception>
    /// <exception cref="IOException">It broke off.</exception>
    public static async Task<SafetensorsStream> OpenAsync(
        HttpResponseMessage response, Func<long, CancellationToken, Task<HttpResponseMessage>> goOn, CancellationToken cancellationToken)
    {
        Stream arriving = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] length = new byte[sizeof(ulong)];
        await arriving.ReadExactlyAsync(length, cancellationToken);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (size > LongestHeader)
            throw Unreadable($"the header would have {size} bytes");

        byte[] header = new byte[size];
        await arriving.ReadExactlyAsync(header, cancellationToken);
        return new SafetensorsStream(response, arriving, goOn, sizeof(ulong) + (long)size, Parse(header));
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[PieceLength];
        long length = Tensors.Sum(tensor => tensor.ByteLength);
        for (long read = 0; read < length;)
        {
            int count = await ReadPieceAsync(buffer.AsMemory(0, (int)Math.Min(PieceLength, length - read)), read, cancellationToken);
            read += count;
            yield return buffer.AsMemory(0, count);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        response.Dispose();
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

    private async Task<int> ReadPieceAsync(Memory<byte> piece, long read, CancellationToken cancellationToken)
    {
        for (int fruitless = 0; ; fruitless++)
        {
            try
            {
                int count = await body.ReadAsync(piece, cancellationToken);
                return count > 0 ? count : throw new EndOfStreamException("it ended early");
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                // Without a mark of what the bytes are, nobody can say whether the rest would fit.
                if (response.Headers.ETag is null || fruitless == MostFruitless)
                    throw BrokenOff(exception.Message, exception);
            }

            HttpResponseMessage rest = await goOn(start + read, cancellationToken);
            response.Dispose();
            response = rest;
            if (rest.StatusCode != HttpStatusCode.PartialContent)
                throw BrokenOff("the job has another one by now", null);

            body = await rest.Content.ReadAsStreamAsync(cancellationToken);
        }
    }

    private static StarlingException BrokenOff(string why, Exception? exception) =>
        new(ErrorCatalog.ClusterUnreachable, $"The model broke off on its way: {why}.", exception);
}
