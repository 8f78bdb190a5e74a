using System.Buffers.Binary;
using System.Text.Json;
using Starling.Client.Results;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class SafetensorsWriterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task Tensors_come_back_bit_by_bit(int pieceLength)
    {
        await using var model = new SampleModel(pieceLength);
        byte[] file = await WriteAsync(model);
        (JsonElement header, byte[] data) = Read(file);

        long end = 0;
        foreach (ModelTensor tensor in model.Tensors)
        {
            JsonElement entry = header.GetProperty(tensor.Name);
            Assert.Equal(tensor.ElementType, entry.GetProperty("dtype").GetString());
            Assert.Equal(tensor.Shape, entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
            Assert.Equal(
                [end, end + tensor.ByteLength], entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()));
            end += tensor.ByteLength;
        }

        Assert.Equal(model.Bytes.ToArray(), data);
        Assert.Equal("starling", header.GetProperty("__metadata__").GetProperty("producer").GetString());
    }

    [Fact]
    public async Task Data_begin_at_a_multiple_of_eight_after_spaces()
    {
        await using var model = new SampleModel();
        byte[] file = await WriteAsync(model);

        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, length % 8);
        Assert.Equal((byte)'{', file[8]);
        Assert.Matches("} *$", System.Text.Encoding.UTF8.GetString(file, 8, length));
    }

    [Fact]
    public async Task A_stream_that_ends_early_is_no_model()
    {
        await using var model = new ShortModel();

        await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(model));
    }

    private static async Task<byte[]> WriteAsync(ModelStream model)
    {
        using var file = new MemoryStream();
        await SafetensorsWriter.WriteAsync(
            file, model, new Dictionary<string, string>(StringComparer.Ordinal) { ["producer"] = "starling" });
        return file.ToArray();
    }

    private static (JsonElement Header, byte[] Data) Read(byte[] file)
    {
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));
        return (header.RootElement.Clone(), file[(8 + length)..]);
    }

    private sealed class ShortModel : ModelStream
    {
        public override IReadOnlyList<ModelTensor> Tensors { get; } = [new("x", "F32", [2], 8)];

        public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return new byte[4];
        }
    }
}
