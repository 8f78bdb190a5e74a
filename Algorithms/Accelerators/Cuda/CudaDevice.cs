using System.Runtime.InteropServices;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// A device: its context, one stream on which everything happens in order, its memory, and the kernels that were compiled for it. Whoever uses it holds
/// its lease and enters it first; then one thread at a time does.
/// </summary>
public sealed unsafe class CudaDevice : IDisposable
{
    private const int CapabilityMajorAttribute = 75;
    private const int CapabilityMinorAttribute = 76;
    private const int MultiprocessorsAttribute = 16;
    private const int SharedBytesAttribute = 97;
    private const int StagingBytes = 8 << 20;
    private const int StagingCount = 3;

    private readonly int device;
    private readonly nint context;
    private readonly Dictionary<KernelSource, KernelModule> modules = [];
    private readonly byte*[] staging = new byte*[StagingCount];
    private readonly nint[] stagingDone = new nint[StagingCount];

    private CudaDevice(CudaDriver driver, CudaCompiler compiler, int ordinal)
    {
        Driver = driver;
        Compiler = compiler;
        device = driver.Device(ordinal);
        Name = driver.DeviceName(device);
        Capability = (10 * driver.Attribute(CapabilityMajorAttribute, device)) + driver.Attribute(CapabilityMinorAttribute, device);
        Multiprocessors = driver.Attribute(MultiprocessorsAttribute, device);
        SharedBytes = driver.Attribute(SharedBytesAttribute, device);
        context = driver.RetainContext(device);
        driver.Enter(context);
        Stream = driver.CreateStream();
        Memory = new DeviceMemoryPool(new DriverAllocator(driver));
        for (int i = 0; i < StagingCount; i++)
        {
            staging[i] = (byte*)driver.AllocateHost(StagingBytes);
            stagingDone[i] = driver.CreateEvent();
        }
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The compute capability, ten times: 90 for 9.0.</summary>
    public int Capability { get; }

    /// <summary>The number of multiprocessors.</summary>
    public int Multiprocessors { get; }

    /// <summary>The most shared memory of a group of threads, in bytes.</summary>
    public int SharedBytes { get; }

    /// <summary>The versions of driver and compiler.</summary>
    public string Versions => $"driver CUDA {Driver.Version()}, NVRTC {Compiler.Version()}";

    /// <summary>One user at a time.</summary>
    internal SemaphoreSlim Lease { get; } = new(1);

    internal CudaDriver Driver { get; }

    internal CudaCompiler Compiler { get; }

    internal nint Stream { get; }

    internal DeviceMemoryPool Memory { get; }

    /// <summary>Opens a device; null where there is none, or nothing to compile for it with.</summary>
    /// <param name="ordinal">Which, from 0.</param>
    /// <param name="reason">Why not.</param>
    public static CudaDevice? TryOpen(int ordinal, out string reason)
    {
        if (CudaDriver.TryLoad(out reason) is not { } driver || CudaCompiler.TryLoad(out reason) is not { } compiler)
            return null;

        try
        {
            return new CudaDevice(driver, compiler, ordinal);
        }
        catch (Exception exception) when (exception is CudaException or EntryPointNotFoundException)
        {
            reason = exception.Message;
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Enter();
        Driver.Synchronize(Stream);
        foreach (KernelModule module in modules.Values)
            module.Unload();
        Memory.Dispose();
        for (int i = 0; i < StagingCount; i++)
        {
            Driver.FreeHost(staging[i]);
            Driver.DestroyEvent(stagingDone[i]);
        }

        Driver.DestroyStream(Stream);
        Driver.ReleaseContext(device);
        Lease.Dispose();
    }

    /// <summary>Makes the device that of the calling thread.</summary>
    internal void Enter() => Driver.Enter(context);

    /// <summary>Waits until everything that was started is done.</summary>
    internal void Synchronize() => Driver.Synchronize(Stream);

    /// <summary>Kernels, compiled when they are first asked for.</summary>
    internal KernelModule Module(KernelSource source)
    {
        if (!modules.TryGetValue(source, out KernelModule? module))
        {
            CompiledKernels compiled = Compiler.Compile(source.Text, $"{source.Name}.cu", Capability);
            modules[source] = module = new KernelModule(Driver, Stream, compiled.Image);
        }

        return module;
    }

    /// <summary>Compiles kernels that will be asked for, on all threads, so that nobody waits for one after the other.</summary>
    internal void Prepare(IEnumerable<KernelSource> sources)
    {
        (KernelSource Source, CompiledKernels Compiled)[] compiled =
        [
            .. sources.Distinct().Where(source => !modules.ContainsKey(source)).AsParallel()
                .Select(source => (source, Compiler.Compile(source.Text, $"{source.Name}.cu", Capability))),
        ];
        foreach ((KernelSource source, CompiledKernels kernels) in compiled)
            modules[source] = new KernelModule(Driver, Stream, kernels.Image);
    }

    /// <summary>Copies to the device. The source may change when the call returns; the copy may still be under way.</summary>
    internal void Upload(ReadOnlySpan<byte> source, nuint target)
    {
        // While one part travels the next one is copied to memory that the device reads by itself.
        int turn = 0;
        for (int done = 0; done < source.Length; done += StagingBytes, turn = (turn + 1) % StagingCount)
        {
            ReadOnlySpan<byte> part = source.Slice(done, Math.Min(StagingBytes, source.Length - done));
            Driver.Await(stagingDone[turn]);
            part.CopyTo(new Span<byte>(staging[turn], StagingBytes));
            Driver.Upload(target + (nuint)done, staging[turn], (nuint)part.Length, Stream);
            Driver.Record(stagingDone[turn], Stream);
        }
    }

    /// <summary>Copies from the device, and waits until it is here.</summary>
    internal void Download(nuint source, Span<byte> target)
    {
        // One part behind the other: while one is copied on, the next ones travel.
        int parts = (target.Length + StagingBytes - 1) / StagingBytes;
        for (int part = 0; part < parts + StagingCount - 1; part++)
        {
            int arrived = part - (StagingCount - 1);
            if (arrived >= 0)
            {
                Span<byte> place = Part(target, arrived);
                Driver.Await(stagingDone[arrived % StagingCount]);
                new ReadOnlySpan<byte>(staging[arrived % StagingCount], place.Length).CopyTo(place);
            }

            if (part < parts)
            {
                // Uploads that still read this memory come first in the stream.
                Driver.Download(staging[part % StagingCount], source + (nuint)((long)part * StagingBytes), (nuint)Part(target, part).Length, Stream);
                Driver.Record(stagingDone[part % StagingCount], Stream);
            }
        }
    }

    /// <summary>A vector's numbers to the device.</summary>
    internal void Upload<T>(ReadOnlySpan<T> source, nuint target)
        where T : unmanaged => Upload(MemoryMarshal.AsBytes(source), target);

    /// <summary>A vector's numbers from the device.</summary>
    internal void Download<T>(nuint source, Span<T> target)
        where T : unmanaged => Download(source, MemoryMarshal.AsBytes(target));

    private static Span<byte> Part(Span<byte> whole, int part) =>
        whole.Slice(part * StagingBytes, Math.Min(StagingBytes, whole.Length - (part * StagingBytes)));

    private sealed class DriverAllocator(CudaDriver driver) : IDeviceAllocator
    {
        public bool TryAllocate(nuint bytes, out nuint address) => driver.TryAllocate(bytes, out address);

        public void Free(nuint address) => driver.Free(address);
    }
}
