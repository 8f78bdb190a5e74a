using Starling.Algorithms.Accelerators.Cuda;
using Starling.Bench.Gpu;

CheckOptions options;
try
{
    options = CheckOptions.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(CheckOptions.Usage);
    return 2;
}

if (options.IsHelp)
{
    Console.WriteLine(CheckOptions.Usage);
    return 0;
}

if (options.OnlyCompiles)
    return CompileCheck.Run(options);

if (CudaDevice.TryOpen(0, out string reason) is not { } device)
{
    Console.Error.WriteLine($"No CUDA device can be used: {reason}.");
    return 3;
}

using (device)
    return new GpuCheck(device, options).Run();
