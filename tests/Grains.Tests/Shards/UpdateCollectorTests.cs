using System.Runtime.InteropServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;
using Starling.Grains.Shards;
using Xunit;

namespace Starling.Grains.Tests.Shards;

public sealed class UpdateCollectorTests
{
    /// <summary>Two full chunks of floats and a short one.</summary>
    private const int Length = (2 * (ShardLayout.ChunkBytes / sizeof(float))) + 100;

    private const int ChunkLength = ShardLayout.ChunkBytes / sizeof(float);

    private readonly UpdateCollector<float> collector = new(["delta", "second"], Length, workerCount: 5, new VectorPool<float>(Length));

    [Fact]
    public void An_update_is_ready_when_all_chunks_of_all_vectors_are_there_in_any_order()
    {
        Chunk[] chunks = [.. Chunks(2)];
        new Random(1).Shuffle(chunks);
        foreach (Chunk chunk in chunks)
        {
            Assert.Empty(collector.Prepare([2]).Ready);
            Assert.Equal(PushResult.Accepted, collector.Add(chunk));
        }

        Assert.Equal([2], collector.Prepare([1, 2]).Ready);
        Assert.Equal(Numbers(2, 1), collector.Slices(1, [2])[0].Span.ToArray());
    }

    [Fact]
    public void Repeated_chunks_change_nothing()
    {
        foreach (Chunk chunk in Chunks(0).Concat(Chunks(0)))
            Assert.Equal(PushResult.Accepted, collector.Add(chunk));

        Assert.Equal([0], collector.Prepare([0]).Ready);
        Assert.Equal(Numbers(0, 0), collector.Slices(0, [0])[0].Span.ToArray());
    }

    [Fact]
    public void A_damaged_chunk_is_asked_for_again_and_does_no_harm()
    {
        foreach (Chunk chunk in Chunks(0))
        {
            byte[] bytes = chunk.Data.ToArray();
            bytes[17] ^= 1;
            Assert.Equal(PushResult.Damaged, collector.Add(Copy(chunk, bytes)));
            Assert.Equal(PushResult.Accepted, collector.Add(chunk));
        }

        Assert.Equal(Numbers(0, 0), collector.Slices(0, [0])[0].Span.ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_refuses_the_whole_update(float bad)
    {
        float[] numbers = Numbers(3, 0);
        numbers[ChunkLength + 5] = bad;
        Chunk poisoned = Chunks(3, numbers).ElementAt(1);
        Assert.Equal(PushResult.Refused, collector.Add(poisoned));
        foreach (Chunk chunk in Chunks(3))
            Assert.Equal(PushResult.Refused, collector.Add(chunk));

        PrepareResult result = collector.Prepare([3]);
        Assert.Empty(result.Ready);
        Assert.Equal(ErrorCatalog.UpdateNotFinite.Code, Assert.Single(result.Rejected).Reason.Code);
    }

    [Theory]
    [InlineData(2, 0, ChunkLength)]
    [InlineData(-1, 0, ChunkLength)]
    [InlineData(0, 7, ChunkLength)]
    [InlineData(0, -ChunkLength, ChunkLength)]
    [InlineData(0, 3 * ChunkLength, ChunkLength)]
    [InlineData(0, 0, 10)]
    [InlineData(0, 2 * ChunkLength, ChunkLength)]
    public void A_chunk_off_the_grid_refuses_the_update(int vector, int offset, int count)
    {
        byte[] data = new byte[count * sizeof(float)];
        var chunk = new Chunk { Worker = 1, Vector = vector, Offset = offset, Data = data, Checksum = VectorKernels.Crc32C(data) };

        Assert.Equal(PushResult.Refused, collector.Add(chunk));
        Assert.Equal(ErrorCatalog.UpdateWrongShape.Code, Assert.Single(collector.Prepare([1]).Rejected).Reason.Code);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void A_worker_that_does_not_exist_is_refused(int worker) =>
        Assert.Equal(PushResult.Refused, collector.Add(Chunks(worker).First()));

    [Fact]
    public void After_a_round_everything_is_forgotten()
    {
        foreach (Chunk chunk in Chunks(0))
            collector.Add(chunk);

        collector.Clear();

        Assert.Empty(collector.Prepare([0]).Ready);
        Assert.Throws<InvalidOperationException>(() => collector.Slices(0, [0]));
    }

    private static float[] Numbers(int worker, int vector) =>
        [.. Enumerable.Range(0, Length).Select(j => (worker * 10) + vector + (j * 1e-3f))];

    private static IEnumerable<Chunk> Chunks(int worker, float[]? numbers = null)
    {
        for (int vector = 0; vector < 2; vector++)
        {
            byte[] bytes = MemoryMarshal.AsBytes((numbers ?? Numbers(worker, vector)).AsSpan()).ToArray();
            foreach (ChunkRange range in new ShardLayout(Length, 1).Chunks(0, Length, sizeof(float)))
            {
                byte[] data = bytes[(range.Offset * sizeof(float))..((range.Offset + range.Count) * sizeof(float))];
                yield return new Chunk
                {
                    Worker = worker, Vector = vector, Offset = range.Offset, Data = data, Checksum = VectorKernels.Crc32C(data),
                };
            }
        }
    }

    private static Chunk Copy(Chunk chunk, byte[] data) =>
        new() { Worker = chunk.Worker, Vector = chunk.Vector, Offset = chunk.Offset, Data = data, Checksum = chunk.Checksum };
}
