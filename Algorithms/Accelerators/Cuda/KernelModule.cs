namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>Kernels that are loaded on a device.</summary>
internal sealed unsafe class KernelModule
{
    private const int MostDynamicSharedAttribute = 8;
    private const int RegistersAttribute = 4;
    private const int LocalBytesAttribute = 3;

    private readonly CudaDriver driver;
    private readonly nint stream;
    private readonly nint module;
    private readonly Dictionary<string, nint> functions = [];

    /// <summary>Loads kernels.</summary>
    public KernelModule(CudaDriver driver, nint stream, byte[] image)
    {
        this.driver = driver;
        this.stream = stream;
        module = driver.LoadModule(image);
    }

    /// <summary>Starts a kernel; it runs when what was started before on the device's stream is done.</summary>
    /// <param name="name">The kernel.</param>
    /// <param name="groups">Groups of threads.</param>
    /// <param name="threads">Threads of a group.</param>
    /// <param name="sharedBytes">Memory of a group beside what the kernel declares.</param>
    /// <param name="arguments">In the order in which the kernel declares them.</param>
    public void Launch(string name, uint groups, int threads, int sharedBytes, params ReadOnlySpan<KernelArgument> arguments)
    {
        nint function = Function(name, sharedBytes);
        ulong* values = stackalloc ulong[arguments.Length];
        void** addresses = stackalloc void*[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Bits;
            addresses[i] = values + i;
        }

        driver.Launch(function, groups, (uint)threads, (uint)sharedBytes, stream, addresses, name);
    }

    /// <summary>Sets a constant of the kernels.</summary>
    public void SetConstant<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        (nuint address, nuint bytes) = driver.Global(module, name);
        nuint length = (nuint)values.Length * (nuint)sizeof(T);
        if (length > bytes)
            throw new CudaException($"The constant {name} has {bytes} bytes, not {length}.");

        // The driver has its own copy of memory that is not pinned when the call returns: the values need not stay.
        fixed (T* first = values)
            driver.Upload(address, first, length, stream);
    }

    /// <summary>What a kernel takes of a multiprocessor.</summary>
    public KernelUse Use(string name, int threads, int sharedBytes)
    {
        nint function = Function(name, sharedBytes);
        return new KernelUse(
            driver.FunctionAttribute(function, RegistersAttribute),
            driver.FunctionAttribute(function, LocalBytesAttribute),
            driver.ResidentGroups(function, threads, (nuint)sharedBytes));
    }

    /// <summary>Takes the kernels from the device.</summary>
    public void Unload() => driver.UnloadModule(module);

    private nint Function(string name, int sharedBytes)
    {
        if (functions.TryGetValue(name, out nint function))
            return function;

        function = driver.Function(module, name);
        if (sharedBytes > 0)
            driver.SetFunctionAttribute(function, MostDynamicSharedAttribute, sharedBytes);
        functions[name] = function;
        return function;
    }
}

/// <summary>What a kernel takes.</summary>
/// <param name="Registers">Registers of a thread.</param>
/// <param name="LocalBytes">Bytes of a thread that found no register.</param>
/// <param name="ResidentGroups">Groups of threads that a multiprocessor holds.</param>
internal sealed record KernelUse(int Registers, int LocalBytes, int ResidentGroups);
