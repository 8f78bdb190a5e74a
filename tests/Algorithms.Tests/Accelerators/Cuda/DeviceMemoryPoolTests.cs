using Starling.Algorithms.Accelerators.Cuda;
using Xunit;

namespace Starling.Algorithms.Tests.Accelerators.Cuda;

public sealed class DeviceMemoryPoolTests
{
    [Theory]
    [InlineData(0, 256)]
    [InlineData(1, 256)]
    [InlineData(257, 512)]
    [InlineData(1 << 20, 1 << 20)]
    [InlineData((1 << 20) + 1, 2 << 20)]
    [InlineData((5L << 30) + 1, (5L << 30) + (1 << 20))]
    public void Blocks_have_few_sizes(long bytes, long block) => Assert.Equal(block, DeviceMemoryPool.BlockBytes(bytes));

    [Fact]
    public void What_was_returned_is_used_again()
    {
        var device = new LimitedDevice(long.MaxValue);
        using var pool = new DeviceMemoryPool(device);

        nuint first;
        using (DeviceMemory memory = pool.Rent(1000))
            first = memory.Address;
        using DeviceMemory again = pool.Rent(900);

        Assert.Equal(first, again.Address);
        Assert.Equal(1, device.Allocations);
        Assert.Equal((1024, 0), (pool.UsedBytes, pool.FreeBytes));
    }

    [Fact]
    public void What_is_free_makes_room_for_another_size()
    {
        var device = new LimitedDevice(4 << 20);
        using var pool = new DeviceMemoryPool(device);
        pool.Rent(3 << 20).Dispose();

        using DeviceMemory memory = pool.Rent(2 << 20);

        Assert.Equal((2 << 20, 0), (pool.UsedBytes, pool.FreeBytes));
        Assert.Equal(2 << 20, device.Used);
    }

    [Fact]
    public void Too_much_is_refused_without_harm()
    {
        using var pool = new DeviceMemoryPool(new LimitedDevice(1 << 20));
        using DeviceMemory memory = pool.Rent(1 << 19);

        Assert.Null(pool.TryRent(1 << 20));
        Assert.Throws<CudaException>(() => pool.Rent(1 << 20));
        Assert.Equal(1 << 19, pool.UsedBytes);
        Assert.NotNull(pool.TryRent(1 << 19));
    }

    [Fact]
    public void A_block_that_is_disposed_of_twice_is_returned_once()
    {
        using var pool = new DeviceMemoryPool(new LimitedDevice(long.MaxValue));
        DeviceMemory memory = pool.Rent(256);
        memory.Dispose();
        memory.Dispose();

        using DeviceMemory one = pool.Rent(256);
        using DeviceMemory other = pool.Rent(256);

        Assert.NotEqual(one.Address, other.Address);
    }

    [Fact]
    public void The_end_gives_everything_free_back()
    {
        var device = new LimitedDevice(long.MaxValue);
        using (var pool = new DeviceMemoryPool(device))
        {
            pool.Rent(1).Dispose();
            pool.Rent(5 << 20).Dispose();
        }

        Assert.Equal(0, device.Used);
    }

    private sealed class LimitedDevice(long limit) : IDeviceAllocator
    {
        private readonly Dictionary<nuint, long> blocks = [];
        private nuint next = 4096;

        public int Allocations { get; private set; }

        public long Used => blocks.Values.Sum();

        public bool TryAllocate(nuint bytes, out nuint address)
        {
            address = next;
            if (Used + (long)bytes > limit)
                return false;

            next += bytes;
            Allocations++;
            blocks.Add(address, (long)bytes);
            return true;
        }

        public void Free(nuint address) => Assert.True(blocks.Remove(address));
    }
}
