using Starling.Algorithms.Accelerators.Cuda;
using Xunit;

namespace Starling.Algorithms.Tests.Accelerators.Cuda;

public sealed class LaunchGeometryTests
{
    [Theory]
    [InlineData(1, 1, 256, 1)]
    [InlineData(256, 1, 256, 1)]
    [InlineData(257, 1, 256, 2)]
    [InlineData(1024, 4, 256, 1)]
    [InlineData(1025, 4, 256, 2)]
    [InlineData(100_000_000, 4, 256, 97657)]
    public void Every_item_has_a_thread_and_no_group_is_idle(long items, int perThread, int threads, uint groups) =>
        Assert.Equal(groups, LaunchGeometry.Groups(items, perThread, threads));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((long)int.MaxValue * 256 * 2)]
    public void What_cannot_be_started_is_refused(long items) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LaunchGeometry.Groups(items));

    [Theory]
    [InlineData(1, 64)]
    [InlineData(64, 64)]
    [InlineData(65, 128)]
    public void Rows_begin_with_a_cache_line(long length, long stride) => Assert.Equal(stride, LaunchGeometry.Stride(length));
}
