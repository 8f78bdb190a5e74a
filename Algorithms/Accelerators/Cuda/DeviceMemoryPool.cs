namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>Where memory of a device comes from.</summary>
internal interface IDeviceAllocator
{
    /// <summary>Takes memory; false where there is not so much.</summary>
    bool TryAllocate(nuint bytes, out nuint address);

    /// <summary>Gives it back.</summary>
    void Free(nuint address);
}

/// <summary>
/// Memory of a device that is used again: taking it from the driver waits for everything that runs. Blocks are powers of two below 1 MiB and multiples
/// of that above; what is free is given back to the driver when there is not enough of another size. Not safe for several threads.
/// </summary>
internal sealed class DeviceMemoryPool(IDeviceAllocator allocator) : IDisposable
{
    private const long Least = 256;
    private const long Unit = 1 << 20;

    private readonly Dictionary<long, Stack<nuint>> free = [];

    /// <summary>Bytes in use.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>Bytes that wait to be used again.</summary>
    public long FreeBytes { get; private set; }

    /// <summary>The bytes of the block that a request is answered with.</summary>
    public static long BlockBytes(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > Unit)
            return checked((bytes + Unit - 1) / Unit * Unit);

        long block = Least;
        while (block < bytes)
            block *= 2;
        return block;
    }

    /// <summary>Takes memory, which has anything in it.</summary>
    /// <exception cref="CudaException">The device has not so much.</exception>
    public DeviceMemory Rent(long bytes) =>
        TryRent(bytes) ?? throw new CudaException($"The device has no {bytes} bytes left; {UsedBytes} are in use.");

    /// <summary>Takes memory; null where the device has not so much.</summary>
    public DeviceMemory? TryRent(long bytes)
    {
        long block = BlockBytes(bytes);
        if (free.TryGetValue(block, out Stack<nuint>? waiting) && waiting.TryPop(out nuint address))
        {
            FreeBytes -= block;
        }
        else if (!allocator.TryAllocate((nuint)block, out address))
        {
            Trim();
            if (!allocator.TryAllocate((nuint)block, out address))
                return null;
        }

        UsedBytes += block;
        return new DeviceMemory(this, address, block);
    }

    /// <summary>Gives what is free back to the driver.</summary>
    public void Trim()
    {
        foreach (nuint address in free.Values.SelectMany(stack => stack))
            allocator.Free(address);
        free.Clear();
        FreeBytes = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Trim();

    /// <summary>Takes a block back.</summary>
    internal void Return(nuint address, long block)
    {
        if (!free.TryGetValue(block, out Stack<nuint>? waiting))
            free[block] = waiting = [];
        waiting.Push(address);
        UsedBytes -= block;
        FreeBytes += block;
    }
}

/// <summary>A block of a device's memory; disposing of it gives it back to the pool.</summary>
internal sealed class DeviceMemory(DeviceMemoryPool pool, nuint address, long bytes) : IDisposable
{
    private bool isReturned;

    /// <summary>Where it is.</summary>
    public nuint Address => address;

    /// <summary>Its size, at least what was asked for.</summary>
    public long Bytes => bytes;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isReturned)
            return;

        isReturned = true;
        pool.Return(address, bytes);
    }
}
