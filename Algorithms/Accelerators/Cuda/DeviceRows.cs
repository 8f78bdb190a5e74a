using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>Vectors of one length in a device's memory, one behind the other, each on cache lines of its own.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed unsafe class DeviceRows<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CudaDevice device;
    private readonly DeviceMemory memory;

    private DeviceRows(CudaDevice device, DeviceMemory memory, int count, long length)
    {
        this.device = device;
        this.memory = memory;
        Count = count;
        Length = length;
    }

    /// <summary>How many vectors.</summary>
    public int Count { get; }

    /// <summary>Elements of each.</summary>
    public long Length { get; }

    /// <summary>Elements from a vector to the next one.</summary>
    public long Stride => LaunchGeometry.Stride(Length);

    /// <summary>Where the first one is.</summary>
    public DeviceMemory Memory => memory;

    /// <summary>Where one is.</summary>
    public nuint Row(int row) => memory.Address + ((nuint)row * (nuint)Stride * (nuint)sizeof(T));

    /// <summary>Room for vectors, with anything in it; null where the device has not so much.</summary>
    public static DeviceRows<T>? TryMake(CudaDevice device, int count, long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        DeviceMemory? rented = device.Memory.TryRent(checked(count * LaunchGeometry.Stride(length) * sizeof(T)));
        return rented is null ? null : new DeviceRows<T>(device, rented, count, length);
    }

    /// <summary>Room for vectors.</summary>
    /// <exception cref="CudaException">The device has not so much.</exception>
    public static DeviceRows<T> Make(CudaDevice device, int count, long length) =>
        TryMake(device, count, length) ?? throw new CudaException($"The device has no room for {count} vectors of {length} elements.");

    /// <summary>Copies a vector to the device.</summary>
    public void Upload(int row, ReadOnlySpan<T> values) => device.Upload(values, Row(row));

    /// <summary>Copies a vector to the device.</summary>
    public void Upload(int row, VectorBuffer<T> vector) => Upload(row, vector.Span);

    /// <summary>Copies a vector from the device, and waits for it.</summary>
    public void Download(int row, Span<T> values) => device.Download(Row(row), values);

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
