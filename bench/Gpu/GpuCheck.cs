using System.Diagnostics;
using Starling.Algorithms.Accelerators.Cuda;

namespace Starling.Bench.Gpu;

/// <summary>The check of a device: every kernel against the processor, then how fast they are.</summary>
internal sealed class GpuCheck(CudaDevice device, CheckOptions options)
{
    public int Run()
    {
        var clock = Stopwatch.StartNew();
        Console.WriteLine($"{device.Name}: compute capability {device.Capability / 10}.{device.Capability % 10}, {device.Multiprocessors} multiprocessors; {device.Versions} ({device.Compiler.Path})");
        device.Enter();
        var verification = new Verification(device, options);
        if (!options.OnlyTimes)
        {
            verification.Run();
            verification.Print();
        }

        double verified = clock.Elapsed.TotalSeconds;
        var timings = new Timings(device, options);
        if (!options.OnlyVerifies)
            timings.Run();
        bool isRight = verification.IsRight && timings.IsRight;
        Console.WriteLine();
        string right = !isRight ? "A KERNEL IS WRONG." : options.OnlyTimes ? "" : "Every kernel is right.";
        Console.WriteLine($"{right} {(options.OnlyVerifies ? "" : timings.AreTargetsMet ? "Every target is met." : "A target is missed.")} {verified:0.0} s verified, {clock.Elapsed.TotalSeconds:0.0} s in all");
        return isRight ? 0 : 1;
    }
}
