using System.Runtime.InteropServices;
using System.Text;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// The driver's functions that are used here, found by name in the driver's library. Each call checks the result and names the function that failed.
/// </summary>
internal sealed unsafe class CudaDriver
{
    private const int Success = 0;

    private readonly nint library;
    private readonly delegate* unmanaged<int, byte**, int> getErrorName;
    private readonly delegate* unmanaged<nuint*, nuint, int> memAlloc;
    private readonly delegate* unmanaged<nuint, int> memFree;
    private readonly delegate* unmanaged<void**, nuint, uint, int> memHostAlloc;
    private readonly delegate* unmanaged<void*, int> memFreeHost;
    private readonly delegate* unmanaged<nuint, void*, nuint, nint, int> memcpyHtoDAsync;
    private readonly delegate* unmanaged<void*, nuint, nuint, nint, int> memcpyDtoHAsync;
    private readonly delegate* unmanaged<nuint, nuint, nuint, nint, int> memcpyDtoDAsync;
    private readonly delegate* unmanaged<nuint, byte, nuint, nint, int> memsetD8Async;
    private readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> launchKernel;
    private readonly delegate* unmanaged<nint, int> streamSynchronize;
    private readonly delegate* unmanaged<nint, int> ctxSetCurrent;

    private CudaDriver(nint library)
    {
        this.library = library;
        getErrorName = (delegate* unmanaged<int, byte**, int>)Export("cuGetErrorName");
        memAlloc = (delegate* unmanaged<nuint*, nuint, int>)Export("cuMemAlloc_v2");
        memFree = (delegate* unmanaged<nuint, int>)Export("cuMemFree_v2");
        memHostAlloc = (delegate* unmanaged<void**, nuint, uint, int>)Export("cuMemHostAlloc");
        memFreeHost = (delegate* unmanaged<void*, int>)Export("cuMemFreeHost");
        memcpyHtoDAsync = (delegate* unmanaged<nuint, void*, nuint, nint, int>)Export("cuMemcpyHtoDAsync_v2");
        memcpyDtoHAsync = (delegate* unmanaged<void*, nuint, nuint, nint, int>)Export("cuMemcpyDtoHAsync_v2");
        memcpyDtoDAsync = (delegate* unmanaged<nuint, nuint, nuint, nint, int>)Export("cuMemcpyDtoDAsync_v2");
        memsetD8Async = (delegate* unmanaged<nuint, byte, nuint, nint, int>)Export("cuMemsetD8Async");
        launchKernel = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Export("cuLaunchKernel");
        streamSynchronize = (delegate* unmanaged<nint, int>)Export("cuStreamSynchronize");
        ctxSetCurrent = (delegate* unmanaged<nint, int>)Export("cuCtxSetCurrent");
    }

    /// <summary>Loads and initialises the driver; null where there is none, or no device.</summary>
    /// <param name="reason">Why not.</param>
    public static CudaDriver? TryLoad(out string reason)
    {
        if (!CudaLibraries.TryLoad(CudaLibraries.Driver, CudaLibraries.Folders(), CudaLibraries.Load, out nint library, out _))
        {
            reason = $"the driver's library ({CudaLibraries.Driver[0]}) is not here";
            return null;
        }

        try
        {
            var driver = new CudaDriver(library);
            driver.Check(((delegate* unmanaged<uint, int>)driver.Export("cuInit"))(0), "cuInit");
            int count;
            driver.Check(((delegate* unmanaged<int*, int>)driver.Export("cuDeviceGetCount"))(&count), "cuDeviceGetCount");
            reason = count > 0 ? "" : "the driver has no device";
            return count > 0 ? driver : null;
        }
        catch (Exception exception) when (exception is CudaException or EntryPointNotFoundException)
        {
            reason = exception.Message;
            return null;
        }
    }

    /// <summary>The version of CUDA that the driver implements, such as 13.0.</summary>
    public string Version()
    {
        int version;
        Check(((delegate* unmanaged<int*, int>)Export("cuDriverGetVersion"))(&version), "cuDriverGetVersion");
        return $"{version / 1000}.{version % 1000 / 10}";
    }

    /// <summary>The handle of a device.</summary>
    public int Device(int ordinal)
    {
        int device;
        Check(((delegate* unmanaged<int*, int, int>)Export("cuDeviceGet"))(&device, ordinal), "cuDeviceGet");
        return device;
    }

    /// <summary>What a device is called.</summary>
    public string DeviceName(int device)
    {
        byte* name = stackalloc byte[256];
        Check(((delegate* unmanaged<byte*, int, int, int>)Export("cuDeviceGetName"))(name, 256, device), "cuDeviceGetName");
        return Marshal.PtrToStringUTF8((nint)name) ?? "";
    }

    /// <summary>A property of a device.</summary>
    public int Attribute(int attribute, int device)
    {
        int value;
        Check(((delegate* unmanaged<int*, int, int, int>)Export("cuDeviceGetAttribute"))(&value, attribute, device), "cuDeviceGetAttribute");
        return value;
    }

    /// <summary>The context that all users of a device share.</summary>
    public nint RetainContext(int device)
    {
        nint context;
        Check(((delegate* unmanaged<nint*, int, int>)Export("cuDevicePrimaryCtxRetain"))(&context, device), "cuDevicePrimaryCtxRetain");
        return context;
    }

    /// <summary>Gives the shared context back.</summary>
    public void ReleaseContext(int device) =>
        Check(((delegate* unmanaged<int, int>)Export("cuDevicePrimaryCtxRelease_v2"))(device), "cuDevicePrimaryCtxRelease");

    /// <summary>Makes a context that of the calling thread.</summary>
    public void Enter(nint context) => Check(ctxSetCurrent(context), "cuCtxSetCurrent");

    /// <summary>Makes a stream that waits for no other.</summary>
    public nint CreateStream()
    {
        nint stream;
        Check(((delegate* unmanaged<nint*, uint, int>)Export("cuStreamCreate"))(&stream, 1), "cuStreamCreate");
        return stream;
    }

    /// <summary>Ends a stream.</summary>
    public void DestroyStream(nint stream) => Check(((delegate* unmanaged<nint, int>)Export("cuStreamDestroy_v2"))(stream), "cuStreamDestroy");

    /// <summary>Waits until all work of a stream is done; what went wrong in it is told here.</summary>
    public void Synchronize(nint stream) => Check(streamSynchronize(stream), "cuStreamSynchronize");

    /// <summary>Makes an event.</summary>
    public nint CreateEvent()
    {
        nint made;
        Check(((delegate* unmanaged<nint*, uint, int>)Export("cuEventCreate"))(&made, 0), "cuEventCreate");
        return made;
    }

    /// <summary>Notes an event in a stream.</summary>
    public void Record(nint noted, nint stream) => Check(((delegate* unmanaged<nint, nint, int>)Export("cuEventRecord"))(noted, stream), "cuEventRecord");

    /// <summary>Waits for an event.</summary>
    public void Await(nint noted) => Check(((delegate* unmanaged<nint, int>)Export("cuEventSynchronize"))(noted), "cuEventSynchronize");

    /// <summary>Milliseconds between two events that have happened.</summary>
    public float Elapsed(nint first, nint second)
    {
        float milliseconds;
        Check(((delegate* unmanaged<float*, nint, nint, int>)Export("cuEventElapsedTime"))(&milliseconds, first, second), "cuEventElapsedTime");
        return milliseconds;
    }

    /// <summary>Ends an event.</summary>
    public void DestroyEvent(nint noted) => Check(((delegate* unmanaged<nint, int>)Export("cuEventDestroy_v2"))(noted), "cuEventDestroy");

    /// <summary>Memory of the device; false where there is not so much.</summary>
    public bool TryAllocate(nuint bytes, out nuint address)
    {
        const int OutOfMemory = 2;
        nuint allocated;
        int result = memAlloc(&allocated, bytes);
        address = result == Success ? allocated : 0;
        if (result is Success or OutOfMemory)
            return result == Success;

        Check(result, "cuMemAlloc");
        return false;
    }

    /// <summary>Gives memory of the device back.</summary>
    public void Free(nuint address) => Check(memFree(address), "cuMemFree");

    /// <summary>Bytes of the device's memory that are free, and all.</summary>
    public (long Free, long Total) MemoryInfo()
    {
        nuint free, total;
        Check(((delegate* unmanaged<nuint*, nuint*, int>)Export("cuMemGetInfo_v2"))(&free, &total), "cuMemGetInfo");
        return ((long)free, (long)total);
    }

    /// <summary>Memory of the host that stays where it is, so that it is copied without a detour.</summary>
    public void* AllocateHost(nuint bytes)
    {
        void* memory;
        Check(memHostAlloc(&memory, bytes, 0), "cuMemHostAlloc");
        return memory;
    }

    /// <summary>Gives such memory back.</summary>
    public void FreeHost(void* memory) => Check(memFreeHost(memory), "cuMemFreeHost");

    /// <summary>Copies to the device.</summary>
    public void Upload(nuint target, void* source, nuint bytes, nint stream) => Check(memcpyHtoDAsync(target, source, bytes, stream), "cuMemcpyHtoDAsync");

    /// <summary>Copies from the device.</summary>
    public void Download(void* target, nuint source, nuint bytes, nint stream) => Check(memcpyDtoHAsync(target, source, bytes, stream), "cuMemcpyDtoHAsync");

    /// <summary>Copies within the device.</summary>
    public void Copy(nuint target, nuint source, nuint bytes, nint stream) => Check(memcpyDtoDAsync(target, source, bytes, stream), "cuMemcpyDtoDAsync");

    /// <summary>Sets bytes of the device's memory to zero.</summary>
    public void Clear(nuint target, nuint bytes, nint stream) => Check(memsetD8Async(target, 0, bytes, stream), "cuMemsetD8Async");

    /// <summary>Loads compiled code.</summary>
    public nint LoadModule(ReadOnlySpan<byte> image)
    {
        nint module;
        fixed (byte* start = image)
            Check(((delegate* unmanaged<nint*, byte*, int>)Export("cuModuleLoadData"))(&module, start), "cuModuleLoadData");
        return module;
    }

    /// <summary>Ends compiled code.</summary>
    public void UnloadModule(nint module) => Check(((delegate* unmanaged<nint, int>)Export("cuModuleUnload"))(module), "cuModuleUnload");

    /// <summary>A kernel of a module.</summary>
    public nint Function(nint module, string name)
    {
        nint function;
        fixed (byte* text = Text(name))
            Check(((delegate* unmanaged<nint*, nint, byte*, int>)Export("cuModuleGetFunction"))(&function, module, text), $"cuModuleGetFunction({name})");
        return function;
    }

    /// <summary>A variable of a module: where it is and its bytes.</summary>
    public (nuint Address, nuint Bytes) Global(nint module, string name)
    {
        nuint address, bytes;
        fixed (byte* text = Text(name))
            Check(((delegate* unmanaged<nuint*, nuint*, nint, byte*, int>)Export("cuModuleGetGlobal_v2"))(&address, &bytes, module, text), $"cuModuleGetGlobal({name})");
        return (address, bytes);
    }

    /// <summary>A property of a kernel.</summary>
    public int FunctionAttribute(nint function, int attribute)
    {
        int value;
        Check(((delegate* unmanaged<int*, int, nint, int>)Export("cuFuncGetAttribute"))(&value, attribute, function), "cuFuncGetAttribute");
        return value;
    }

    /// <summary>Sets a property of a kernel.</summary>
    public void SetFunctionAttribute(nint function, int attribute, int value) =>
        Check(((delegate* unmanaged<nint, int, int, int>)Export("cuFuncSetAttribute"))(function, attribute, value), "cuFuncSetAttribute");

    /// <summary>How many groups of threads of a kernel a multiprocessor holds.</summary>
    public int ResidentGroups(nint function, int threads, nuint sharedBytes)
    {
        int count;
        Check(
            ((delegate* unmanaged<int*, nint, int, nuint, int>)Export("cuOccupancyMaxActiveBlocksPerMultiprocessor"))(&count, function, threads, sharedBytes),
            "cuOccupancyMaxActiveBlocksPerMultiprocessor");
        return count;
    }

    /// <summary>Starts a kernel.</summary>
    public void Launch(nint function, uint groups, uint threads, uint sharedBytes, nint stream, void** arguments, string name) =>
        Check(launchKernel(function, groups, 1, 1, threads, 1, 1, sharedBytes, stream, arguments, null), $"cuLaunchKernel({name})");

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private nint Export(string name) => NativeLibrary.GetExport(library, name);

    private void Check(int result, string function)
    {
        if (result == Success)
            return;

        byte* name;
        string said = getErrorName(result, &name) == Success && name != null ? Marshal.PtrToStringUTF8((nint)name)! : "unknown";
        throw new CudaException($"{function} failed: {said} ({result}).");
    }
}
