using Orleans.Runtime.Messaging;
using Orleans.Runtime.Networking;
using Orleans.Serialization;
using Xunit;

namespace Orleans.Standin.Tests.Networking;

public sealed class FrameTests
{
    private static readonly int[] Lengths =
    [
        0, 1, 4_095, 4_096, 8_192, 8_193, Payload.BlockFrom - 1, Payload.BlockFrom, 100_000, 1_048_576, Payload.BlockUpTo, Payload.BlockUpTo + 1,
    ];

    public static TheoryData<bool, int> Cases() => new(new[] { 1, 7, 1_000, 1_000_000 }.SelectMany(cut => new[] { (false, cut), (true, cut) }));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Frames_come_out_as_they_went_in_however_the_network_cuts_them(bool isStable, int cut)
    {
        byte[][] values = [.. Lengths.Where(length => length <= cut * 10_000).Select(RandomBytes)];
        using var stream = new MemoryStream();
        var frames = new FrameWriter(stream);
        foreach (byte[] value in values)
        {
            using Frame frame = NewFrame([value, [1, 2, 3], value], isStable);
            await frames.WriteAsync(frame);
        }

        await frames.RestAsync();
        using var reader = new FrameReader(new CutStream(stream.ToArray(), cut), 1_000, 1_000, 20_000_000);

        foreach (byte[] value in values)
        {
            using Frame frame = (await reader.ReadAsync(CancellationToken.None))!;
            Assert.Equal(3, frame.Header.Length);
            List<byte[]> read = Read(frame.Body);
            Assert.Equal([value.Length, 3, value.Length], read.Select(bytes => bytes.Length));
            Assert.True(read[0].AsSpan().SequenceEqual(value) && read[2].AsSpan().SequenceEqual(value));
        }

        Assert.Null(await reader.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_frame_that_is_passed_on_keeps_its_blocks_and_a_block_is_had_once()
    {
        byte[] value = RandomBytes(100_000);
        using Frame sent = NewFrame([value], isStable: true);
        using Frame first = await PassAsync(sent);
        using Frame second = await PassAsync(first);

        Assert.Equal([(3, 100_000)], second.Body.Blocks);
        Assert.Equal([value], Read(second.Body));
        Assert.Null(second.Body.TakeArray(1, 100_000));
    }

    [Fact]
    public void Bytes_that_were_not_read_from_the_network_are_copied_for_their_reader()
    {
        byte[] value = RandomBytes(100_000);
        using Frame frame = NewFrame([value], isStable: true);

        byte[] read = Assert.Single(Read(frame.Body));

        Assert.NotSame(value, read);
        Assert.Equal(value, read);
    }

    private static async Task<Frame> PassAsync(Frame frame)
    {
        using var stream = new MemoryStream();
        var writer = new FrameWriter(stream);
        await writer.WriteAsync(frame);
        await writer.RestAsync();
        using var reader = new FrameReader(new CutStream(stream.ToArray(), 1_000), 1_000, 1_000, 1_000_000);
        return (await reader.ReadAsync(CancellationToken.None))!;
    }

    private static Frame NewFrame(byte[][] values, bool isStable)
    {
        var writer = new Writer { IsStable = isStable };
        foreach (byte[] value in values) Codecs.Get<byte[]?>().Write(writer, value);
        return new Frame(Payload.Of([1, 2, 3]), writer.Complete());
    }

    private static List<byte[]> Read(Payload body)
    {
        var reader = new Reader(body, references: null);
        var values = new List<byte[]>();
        for (int read = 0; read < body.Length;)
        {
            byte[] value = Codecs.Get<byte[]?>().Read(reader)!;
            values.Add(value);
            read += value.Length;
            for (ulong length = (ulong)value.Length + 1; length > 0; length >>= 7) read++;
        }

        return values;
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A stream that gives at most so many bytes at a time.</summary>
    private sealed class CutStream(byte[] bytes, int cut) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(cut, buffer.Length)], cancellationToken);
    }
}
