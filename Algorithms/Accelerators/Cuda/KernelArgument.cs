namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>A value that a kernel is started with, in the lower bytes of eight: the driver reads as many as the kernel declares.</summary>
internal readonly struct KernelArgument
{
    private readonly ulong bits;

    private KernelArgument(ulong bits) => this.bits = bits;

    /// <summary>Its bytes.</summary>
    public ulong Bits => bits;

    public static implicit operator KernelArgument(int value) => new((uint)value);

    public static implicit operator KernelArgument(uint value) => new(value);

    public static implicit operator KernelArgument(long value) => new((ulong)value);

    public static implicit operator KernelArgument(ulong value) => new(value);

    public static implicit operator KernelArgument(float value) => new(BitConverter.SingleToUInt32Bits(value));

    public static implicit operator KernelArgument(double value) => new(BitConverter.DoubleToUInt64Bits(value));

    public static implicit operator KernelArgument(DeviceMemory memory) => new(memory.Address);
}
