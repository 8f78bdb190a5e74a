using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Grains.Tests.Runtime;

public sealed class ShardLayoutTests
{
    [Theory]
    [InlineData(10, 1)]
    [InlineData(10, 3)]
    [InlineData(10, 10)]
    [InlineData(159_010, 7)]
    [InlineData(2_000_000_000, 65_536)]
    public void Slices_cover_the_vector_and_differ_by_at_most_one(int dimension, int shards)
    {
        var layout = new ShardLayout(dimension, shards);
        int[] lengths = [.. Enumerable.Range(0, shards).Select(layout.Length)];

        Assert.Equal(0, layout.Start(0));
        Assert.Equal(dimension, lengths.Sum(length => (long)length));
        Assert.InRange(lengths.Max() - lengths.Min(), 0, 1);
    }

    [Theory]
    [InlineData(0, 1_000_000)]
    [InlineData(123_456, 700_000)]
    [InlineData(999_999, 1)]
    public void Chunks_cover_a_range_in_order_and_stay_within_a_shard(int start, int length)
    {
        var layout = new ShardLayout(1_000_000, 3);
        int position = start;
        foreach (ChunkRange chunk in layout.Chunks(start, length, sizeof(float)))
        {
            Assert.Equal(position, chunk.Position);
            Assert.Equal(position, layout.Start(chunk.Shard) + chunk.Offset);
            Assert.InRange(chunk.Count * sizeof(float), 1, ShardLayout.ChunkBytes);
            Assert.True(chunk.Offset + chunk.Count <= layout.Length(chunk.Shard));
            position += chunk.Count;
        }

        Assert.Equal(start + length, position);
    }
}
